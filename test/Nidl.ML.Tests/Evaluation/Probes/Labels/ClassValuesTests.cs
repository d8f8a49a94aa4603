using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Evaluation;

[TestClass]
public sealed class ClassValuesTests
{
    private static readonly MLContext Ml = new(1);

    private static readonly string[] Columns = ["Date", "Offset", "Span", "Id", "Text", "Flag", "Whole", "Single"];

    public static IEnumerable<object[]> Cases =>
        from column in Columns from kind in new[] { "knn", "mlp", "linear" } select new object[] { column, kind };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void KeysOfAProbe_MapBackToTheLabels_AlsoAfterSaving(string column, string kind)
    {
        var rows = Enumerable.Range(0, 12).Select(Row.Create).ToArray();
        var data = Ml.Data.LoadFromEnumerable(rows);
        var keyed = Ml.Transforms.Conversion.MapValueToKey("Label", column).Fit(data).Transform(data);
        using var probe = Create(kind).Fit(keyed);
        using var stream = new MemoryStream();
        Ml.Model.Save(probe, keyed.Schema, stream);
        stream.Position = 0;
        using var loaded = (IDisposable)Ml.SelfSupervised.LoadModel(stream, out _);
        var expected = rows.Select(row => typeof(Row).GetProperty(column)!.GetValue(row)!).ToArray();
        CollectionAssert.AreEqual(expected, Predicted(probe.Transform(keyed), column));
        CollectionAssert.AreEqual(expected, Predicted(((ITransformer)loaded).Transform(keyed), column));
    }

    [TestMethod]
    [DataRow("DateTimeOffset", "[[1]]")]
    [DataRow("DateTimeOffset", "[[1,2,3]]")]
    [DataRow("DateTimeOffset", "[[0,1]]")]
    [DataRow("DateTimeOffset", "[null]")]
    [DataRow("DateTime", "[-1]")]
    [DataRow("DateTime", "[\"today\"]")]
    [DataRow("DataViewRowId", "[[1]]")]
    [DataRow("DataViewRowId", "[[-1,0]]")]
    [DataRow("TimeSpan", "[1.5]")]
    public void Check_ValuesThatCannotBe_AreRefused(string type, string values)
    {
        var classes = new ClassValues(type, JsonDocument.Parse(values).RootElement);
        Exception? error = null;
        try
        {
            classes.Check(1);
        }
        catch (Exception failure)
        {
            error = failure;
        }
        // What the reader of a manifest turns into its own error.
        Assert.IsTrue(error is JsonException or ArgumentException, error?.ToString());
    }

    private static ProbeTrainer Create(string kind) => kind switch
    {
        "knn" => Ml.SelfSupervised.KnnProbe(options: new KnnOptions { NumberOfNeighbors = 3, Device = "cpu" }),
        "mlp" => Ml.SelfSupervised.MlpProbe(
            options: new MlpProbeOptions { HiddenDimensions = [8], NumberOfEpochs = 60, LearningRate = 0.1, Device = "cpu" }),
        _ => (ProbeTrainer)Ml.SelfSupervised.LinearProbe(task: ProbeTask.MulticlassClassification),
    };

    private static object[] Predicted(IDataView scored, string column)
    {
        var view = Ml.Transforms.Conversion.MapKeyToValue(column, "PredictedLabel").Fit(scored).Transform(scored);
        return [
            .. Ml.Data.CreateEnumerable<Row>(view, reuseRowObject: false).Select(row => typeof(Row).GetProperty(column)!.GetValue(row)!)];
    }

    private sealed class Row
    {
        [VectorType(2)]
        public float[] Embedding { get; set; } = [];

        public DateTime Date { get; set; }

        public DateTimeOffset Offset { get; set; }

        public TimeSpan Span { get; set; }

        public DataViewRowId Id { get; set; }

        public string Text { get; set; } = "";

        public bool Flag { get; set; }

        public long Whole { get; set; }

        public float Single { get; set; }

        // Two classes that lie apart.
        public static Row Create(int i)
        {
            var isOdd = i % 2 == 1;
            return new()
            {
                Embedding = isOdd ? [1, 0.1f * i] : [-1, -0.1f * i],
                Date = isOdd ? new(2024, 2, 29, 23, 59, 59, 999) : new(1583, 1, 1),
                Offset = isOdd ? new(2024, 2, 29, 23, 59, 59, new(-5, -30, 0)) : new(1583, 1, 1, 0, 0, 0, new(14, 0, 0)),
                Span = isOdd ? TimeSpan.FromTicks(-77) : TimeSpan.MaxValue,
                Id = isOdd ? new(ulong.MaxValue, 1) : new(3, ulong.MaxValue - 1),
                Text = isOdd ? "a\"b" : "ä",
                Flag = isOdd,
                Whole = isOdd ? long.MinValue : long.MaxValue,
                Single = isOdd ? 0.1f : float.MaxValue,
            };
        }
    }
}
