using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a linear multiclass classifier by dual coordinate ascent.</summary>
public abstract class SdcaMulticlassTrainerBase<TModel> : SdcaTrainerBase<SdcaMulticlassTrainerBase<TModel>.MulticlassOptions, MulticlassPredictionTransformer<TModel>, TModel>
    where TModel : class
{
    internal SdcaMulticlassTrainerBase(IHostEnvironment env, MulticlassOptions options)
        : base(env, options, MulticlassColumns.Label(options.LabelColumnName))
    {
    }

    private protected sealed override IEnumerable<SchemaShape.Column> GetOutputColumns(SchemaShape.Column label) => MulticlassColumns.Outputs(label);

    private protected sealed override MulticlassPredictionTransformer<TModel> MakeTransformer(TModel model, DataViewSchema trainSchema)
        => new(model, trainSchema, FeatureColumn.Name, LabelColumn.Name);

    /// <summary>The columns and settings of the trainer.</summary>
    public class MulticlassOptions : OptionsBase
    {
    }
}

/// <summary>Trains with the sum over the other classes of the logistic loss of the score's margin; as the real trainer does, despite its name.</summary>
public sealed class SdcaMaximumEntropyMulticlassTrainer : SdcaMulticlassTrainerBase<MaximumEntropyModelParameters>
{
    internal SdcaMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override MaximumEntropyModelParameters Train(TrainingData data, IChannel channel)
    {
        var classes = ((KeyDataViewType)data.Label.Type).GetCountAsInt32();
        var rows = SdcaSolver.CountRows(data, channel);
        var settings = Tune(rows, data.FeatureCount, channel, iterations => Math.Max(1e-6f, 20f / (Math.Max(2, iterations / 2) * rows)));
        var solver = new PairwiseLogisticSdca(data, classes, rows, settings);
        solver.Run();
        return new MaximumEntropyModelParameters([.. Enumerable.Range(0, classes).Select(solver.Model.WeightsOf)], [.. Enumerable.Range(0, classes).Select(solver.Model.BiasOf)]);
    }

    /// <summary>The columns and settings of the trainer.</summary>
    public sealed class Options : MulticlassOptions
    {
    }
}
