using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Trains a maximum-entropy classifier, also called multinomial logistic regression.</summary>
public sealed class LbfgsMaximumEntropyMulticlassTrainer
    : LbfgsTrainerBase<LbfgsMaximumEntropyMulticlassTrainer.Options, MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
{
    internal LbfgsMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options)
        : base(env, options, MulticlassColumns.Label(options.LabelColumnName))
    {
    }

    private protected override IEnumerable<SchemaShape.Column> GetOutputColumns(SchemaShape.Column label) => MulticlassColumns.Outputs(label);

    private protected override MaximumEntropyModelParameters Train(TrainingData data, IChannel channel)
    {
        var classes = ((KeyDataViewType)data.Label.Type).GetCountAsInt32();
        var parameters = Array.ConvertAll(Optimise(data, channel, classes, relativeImprovement: false), p => (float)p);
        var weights = Enumerable.Range(0, classes).Select(c => parameters.AsSpan(classes + (c * data.FeatureCount), data.FeatureCount).ToArray());
        return new MaximumEntropyModelParameters([.. weights], parameters[..classes]);
    }

    private protected override MulticlassPredictionTransformer<MaximumEntropyModelParameters> MakeTransformer(MaximumEntropyModelParameters model, DataViewSchema trainSchema)
        => new(model, trainSchema, FeatureColumn.Name, LabelColumn.Name);

    /// <summary>The columns and settings of the trainer.</summary>
    public sealed class Options : OptionsBase
    {
    }
}

/// <summary>The columns of multiclass trainers.</summary>
internal static class MulticlassColumns
{
    public static SchemaShape.Column Label(string name)
    {
        Contracts.CheckNonEmpty(name, "labelColumn");
        return new SchemaShape.Column(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true);
    }

    public static IEnumerable<SchemaShape.Column> Outputs(SchemaShape.Column label)
    {
        var common = PredictionFile.ScoreAnnotationShapes();
        SchemaShape.Column[] predicted = common, score = common;
        if (label.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values))
        {
            predicted = [values, .. common];
            score = [new SchemaShape.Column(AnnotationKinds.TrainingLabelValues, SchemaShape.Column.VectorKind.Vector, values.ItemType, false), .. common];
            if (values.ItemType is TextDataViewType) score = [AnnotationKinds.ShapeOfSlotNames(), .. score];
        }

        yield return new SchemaShape.Column(DefaultColumnNames.Score, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false, new SchemaShape(score));
        yield return new SchemaShape.Column(DefaultColumnNames.PredictedLabel, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true, new SchemaShape(predicted));
    }
}
