using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>The columns of a prediction as ML.NET's evaluators want them: PredictedLabel (for classes), Score, and for two classes Probability.</summary>
internal static class ScoreSchema
{
    public const string PredictedLabel = "PredictedLabel";
    public const string Score = "Score";
    public const string Probability = "Probability";

    private const string SlotNames = "SlotNames";

    /// <summary>Gets the input columns followed by the prediction.</summary>
    public static DataViewSchema Append(DataViewSchema input, ProbeDescription probe)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        if (probe.Task == ProbeTask.MulticlassClassification)
        {
            builder.AddColumn(PredictedLabel, new KeyDataViewType(typeof(uint), (ulong)probe.ClassCount), Annotations(probe, ClassValues.Annotation));
            builder.AddColumn(Score, new VectorDataViewType(NumberDataViewType.Single, probe.ClassCount), probe.Classes is { AreText: true } ? Annotations(probe, SlotNames) : null);
            return builder.ToSchema();
        }
        if (probe.Task == ProbeTask.BinaryClassification)
            builder.AddColumn(PredictedLabel, BooleanDataViewType.Instance);
        builder.AddColumn(Score, NumberDataViewType.Single);
        if (probe.Task == ProbeTask.BinaryClassification)
            builder.AddColumn(Probability, NumberDataViewType.Single);
        return builder.ToSchema();
    }

    /// <summary>Gets what an estimator promises: the input's shape with the prediction in place of columns of its names.</summary>
    public static SchemaShape Promise(SchemaShape input, ProbeTask task, SchemaShape.Column label)
    {
        SchemaShape.Column[] prediction = task switch
        {
            ProbeTask.MulticlassClassification => PromiseClasses(label),
            ProbeTask.BinaryClassification =>
            [
                SchemaShapeColumn.Create(PredictedLabel, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance), Number(Score), Number(Probability),
            ],
            _ => [Number(Score)],
        };
        return new SchemaShape([.. input.Where(column => prediction.All(own => own.Name != column.Name)), .. prediction]);
    }

    private static SchemaShape.Column[] PromiseClasses(SchemaShape.Column label)
    {
        var values = label.Annotations.Where(annotation => annotation.Name == ClassValues.Annotation).ToArray();
        var names = values.Where(annotation => annotation.ItemType is TextDataViewType)
            .Select(_ => SchemaShapeColumn.Create(SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance));
        return
        [
            SchemaShapeColumn.Create(PredictedLabel, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, new SchemaShape(values), isKey: true),
            SchemaShapeColumn.Create(Score, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, new SchemaShape(names)),
        ];
    }

    private static SchemaShape.Column Number(string name) => SchemaShapeColumn.Create(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single);

    private static DataViewSchema.Annotations? Annotations(ProbeDescription probe, string name)
    {
        if (probe.Classes is null)
            return null;
        var builder = new DataViewSchema.Annotations.Builder();
        probe.Classes.AddTo(builder, name);
        return builder.ToAnnotations();
    }
}
