using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a linear regression: mean of w_i * (s_i - y_i)^2 + l2 * (|W|^2 / 2 + l1 * |W|), the bias free by default.</summary>
public sealed class SdcaRegressionTrainer
    : SdcaTrainerBase<SdcaRegressionTrainer.Options, RegressionPredictionTransformer<LinearRegressionModelParameters>, LinearRegressionModelParameters>
{
    internal SdcaRegressionTrainer(IHostEnvironment env, Options options)
        : base(env, options, new SchemaShape.Column(options.LabelColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false))
    {
    }

    private protected override IEnumerable<SchemaShape.Column> GetOutputColumns(SchemaShape.Column label)
        => [new SchemaShape.Column(DefaultColumnNames.Score, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false, new SchemaShape(PredictionFile.ScoreAnnotationShapes()))];

    private protected override LinearRegressionModelParameters Train(TrainingData data, IChannel channel)
    {
        var rows = SdcaSolver.CountRows(data, channel);
        var settings = Tune(rows, data.FeatureCount, channel, _ => rows > 10000 ? 1e-4f : rows < 200 ? 1e-2f : 1e-3f);
        var solver = new SquaredSdca(data, rows, settings);
        solver.Run();
        return new LinearRegressionModelParameters(solver.Model.WeightsOf(0), solver.Model.BiasOf(0));
    }

    private protected override RegressionPredictionTransformer<LinearRegressionModelParameters> MakeTransformer(LinearRegressionModelParameters model, DataViewSchema trainSchema)
        => new(model, trainSchema, FeatureColumn.Name);

    /// <summary>The columns and settings of the trainer; the loss is the squared one.</summary>
    public sealed class Options : OptionsBase
    {
        /// <summary>Options with the defaults of a regression.</summary>
        public Options()
        {
            ConvergenceTolerance = 0.01f;
            BiasLearningRate = 1;
        }
    }
}
