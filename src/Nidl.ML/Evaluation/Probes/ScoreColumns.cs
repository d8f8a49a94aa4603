using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace Nidl.ML;

/// <summary>
/// The columns of a prediction as ML.NET's evaluators want them: PredictedLabel (for classes), Score, and for two classes Probability.
/// </summary>
internal sealed class ScoreColumns(
    FeatureColumn embedding, FrozenNetwork network, ProbeDescription probe) : EncodedColumns(embedding, network)
{
    public const string PredictedLabel = "PredictedLabel";
    public const string Score = "Score";
    public const string Probability = "Probability";

    private const string SlotNames = "SlotNames";

    /// <summary>Gets what an estimator promises: the input's shape with the prediction in place of columns of its names.</summary>
    public static SchemaShape Promise(SchemaShape input, ProbeTask task, SchemaShape.Column label)
    {
        SchemaShape.Column[] prediction = task switch
        {
            ProbeTask.MulticlassClassification => PromiseClasses(label),
            ProbeTask.BinaryClassification =>
            [
                SchemaShapeColumn.Create(PredictedLabel, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance), Number(Score),
                Number(Probability),
            ],
            _ => [Number(Score)],
        };
        return new SchemaShape([.. input.Where(column => prediction.All(own => own.Name != column.Name)), .. prediction]);
    }

    protected override void AddTo(DataViewSchema.Builder schema)
    {
        if (probe.Task == ProbeTask.MulticlassClassification)
        {
            schema.AddColumn(
                PredictedLabel, new KeyDataViewType(typeof(uint), (ulong)probe.ClassCount), Annotations(ClassValues.Annotation));
            schema.AddColumn(
                Score, new VectorDataViewType(NumberDataViewType.Single, probe.ClassCount),
                probe.Classes is { AreText: true } ? Annotations(SlotNames) : null);
            return;
        }
        if (probe.Task == ProbeTask.BinaryClassification)
            schema.AddColumn(PredictedLabel, BooleanDataViewType.Instance);
        schema.AddColumn(Score, NumberDataViewType.Single);
        if (probe.Task == ProbeTask.BinaryClassification)
            schema.AddColumn(Probability, NumberDataViewType.Single);
    }

    protected override Delegate CreateGetter(string column, Source outputs) => (column, probe.Task) switch
    {
        (Score, ProbeTask.MulticlassClassification) => CreateVectorGetter(outputs),
        (PredictedLabel, ProbeTask.MulticlassClassification) => (ValueGetter<uint>)(
            (ref uint value) => value = 1 + (uint)IndexOfLargest(outputs())),
        (PredictedLabel, _) => (ValueGetter<bool>)((ref bool value) => value = outputs()[0] > 0),
        (Probability, _) => (ValueGetter<float>)((ref float value) => value = outputs()[1]),
        _ => (ValueGetter<float>)((ref float value) => value = outputs()[0]),
    };

    protected override IReadOnlyList<OnnxColumn> NameColumns(OnnxGraph graph, string encoded)
    {
        if (probe.Task == ProbeTask.Regression)
            return [new(Score, encoded, OnnxType.Single, 1)];
        if (probe.Task == ProbeTask.MulticlassClassification)
            return [
                new(PredictedLabel, KeyOfLargest(graph, encoded), OnnxType.UInt32, 1),
                new(Score, encoded, OnnxType.Single, probe.ClassCount)];
        var score = Pick(graph, encoded, 0);
        var isTrue = graph.AddNode("Greater", [score, graph.AddConstant("threshold", torch.zeros(1))]);
        return
        [
            new(PredictedLabel, isTrue, OnnxType.Boolean, 1), new(Score, score, OnnxType.Single, 1),
            new(Probability, Pick(graph, encoded, 1), OnnxType.Single, 1),
        ];
    }

    private static string Pick(OnnxGraph graph, string values, long index) =>
        graph.AddNode("Gather", [values, graph.AddConstant("index", index)], ("axis", 1L));

    // Of equal scores the first, as IndexOfLargest has it.
    private static string KeyOfLargest(OnnxGraph graph, string scores)
    {
        var largest = graph.AddNode("ArgMax", [scores], ("axis", 1L), ("keepdims", 1L));
        return graph.AddNode("Cast", [graph.AddNode("Add", [largest, graph.AddConstant("first_key", 1)])], ("to", (long)OnnxType.UInt32));
    }

    private static SchemaShape.Column[] PromiseClasses(SchemaShape.Column label)
    {
        var values = label.Annotations.Where(annotation => annotation.Name == ClassValues.Annotation).ToArray();
        var names = values.Where(annotation => annotation.ItemType is TextDataViewType)
            .Select(_ => SchemaShapeColumn.Create(SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance));
        return
        [
            SchemaShapeColumn.Create(
                PredictedLabel, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, new SchemaShape(values), isKey: true),
            SchemaShapeColumn.Create(Score, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, new SchemaShape(names)),
        ];
    }

    private static SchemaShape.Column Number(string name) =>
        SchemaShapeColumn.Create(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single);

    private static int IndexOfLargest(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
            if (scores[i] > scores[best])
                best = i;
        return best;
    }

    private DataViewSchema.Annotations? Annotations(string name)
    {
        if (probe.Classes is null)
            return null;
        var builder = new DataViewSchema.Annotations.Builder();
        probe.Classes.AddTo(builder, name);
        return builder.ToAnnotations();
    }
}
