using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests.Streaming;

namespace Nidl.ML.Tests.Data;

/// <summary>
/// What fails in a transform before ours reaches the user with its cause, its row and its column, wherever rows are read.
/// </summary>
[TestClass]
public sealed class UpstreamCursorTests
{
    private const string Cause = "Invalid input stream contents (Parameter 'imageStream')";

    private static readonly SimClrOptions Options =
        Tiny.Options with { Encoder = new MlpEncoder { HiddenDimensions = [2], EmbeddingDimension = 2 }, BatchSize = 2 };

    private readonly MLContext _ml = new(1);
    private readonly ImageFiles _files = new();

    [TestCleanup]
    public void DeleteFiles() => _files.Dispose();

    [TestMethod]
    [DataRow(null, null)]
    [DataRow(7200L, null)]
    [DataRow(null, 0.5)]
    public void Fit_BrokenImage_NamesItsRowAndColumn(long? budget, double? fraction)
    {
        var options = Options with { MemoryBudgetBytes = budget ?? 1 << 20, ValidationFraction = fraction };
        IsBrokenAt(5, () => _ml.SelfSupervised.SimClr("Embedding", "Pixels", options).Fit(_files.View(_ml, 9, broken: 5)));
    }

    [TestMethod]
    public void Transform_BrokenImage_NamesItsRowAndColumn()
    {
        using var model = Untrained();
        IsBrokenAt(1, () => Embeddings.Of(model.Transform(_files.View(_ml, 3, broken: 1))));
        var view = model.Transform(_files.View(_ml, 3, broken: 2));
        using var cursor = view.GetRowCursor([view.Schema["Pixels"], view.Schema["Embedding"]]);
        IsBrokenAt(2, () => cursor.MoveNext());
    }

    [TestMethod]
    public void Dispose_BadRowThatWasReadAhead_IsNobodysFailure()
    {
        // When ML.NET's threads have come to the bad row, its cursor throws as it is disposed; whether they have is a matter of luck.
        for (var i = 0; i < 20; i++)
            CollectionAssert.AreEqual(new float[] { 0, 2, 4 }, ReadThree());

        float[] ReadThree()
        {
            using var done = new ManualResetEventSlim();
            var view = Mapped(Numbers(3000), number => number == 200 && done.Wait(TimeSpan.FromSeconds(30)));
            using var cursor = UpstreamCursor.Open(view, [view.Schema["Twice"]]);
            var values = Values<float>(cursor, "Twice", atMost: 3);
            done.Set();
            cursor.Dispose();
            return [.. values];
        }
    }

    [TestMethod]
    public void Transform_BehindAnMlNetTransform_NamesTheRowToo()
    {
        using var model = Untrained();
        var behind = _ml.Transforms.NormalizeMinMax("Embedding").Fit(model.Transform(_files.View(_ml, 3)))
            .Transform(model.Transform(_files.View(_ml, 3, broken: 1)));
        IsBrokenAt(1, () => _ml.SelfSupervised.SimClr("Again", "Embedding", Options).Fit(behind));
    }

    [TestMethod]
    public void Probes_BrokenImage_NameItsRowAndColumn()
    {
        using var model = Untrained();
        var (good, bad) = (model.Transform(_files.View(_ml, 8)), model.Transform(_files.View(_ml, 8, broken: 3)));
        IsBrokenAt(3, () => _ml.SelfSupervised.EvaluateProbe(_ml.SelfSupervised.LinearProbe("Label", "Embedding"), bad, good, "Label"));
        IsBrokenAt(3, () => _ml.SelfSupervised.EvaluateProbe(_ml.SelfSupervised.KnnProbe("Label", "Embedding"), good, bad, "Label"));
        IsBrokenAt(3, () => EmbeddingMetrics.EffectiveRank(bad, "Embedding"));
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => _ml.SelfSupervised.Probe(bad, "Label", new ProbeOptions { Seed = 1, NumberOfFolds = 2 }));
        StringAssert.Contains(error.Message, $"Column 'Pixels' could not be read in row 3: {Cause}");
    }

    [TestMethod]
    public void Report_BrokenImage_NamesItsRow()
    {
        using var model = Untrained();
        using var folder = new TemporaryFolder();
        IsBrokenAt(2, () => _ml.SelfSupervised.Report(folder["report.html"], model, _files.View(_ml, 4, broken: 2)));
        var view = Mapped(4, bad: 2);
        var error = Assert.ThrowsExactly<RowReadException>(() => ColorColumn.Bind(view.Schema, "Twice").Read(view, 4));
        Assert.AreEqual("Column 'Twice' could not be read in row 2: no such number", error.Message);
    }

    [TestMethod]
    public void LoadArrays_PathThatFails_NamesItsRow()
    {
        var view = _ml.Transforms.CustomMapping<Numbered, Pathed>((row, result) => throw new InvalidDataException("no path"), null)
            .Fit(Numbers(1)).Transform(Numbers(3));
        var error = Error.Is<RowReadException>(
            "Column 'Path' could not be read in row 0: no path", () => _ml.SelfSupervised.LoadArrays("Array", "Path").Fit(view));
        Assert.AreEqual((0L, "Path"), (error.Row, error.Column));
    }

    [TestMethod]
    public void MoveNext_RowReadFarAhead_IsFoundByReadingWhatIsLeft()
    {
        var view = Mapped(3000, bad: 2500);
        using var cursor = UpstreamCursor.Open(view, [view.Schema["Twice"]]);
        var error = Assert.ThrowsExactly<RowReadException>(() => Values<float>(cursor, "Twice"));
        Assert.AreEqual(
            ("Column 'Twice' could not be read in row 2500: no such number", 2500L, "Twice"), (error.Message, error.Row, error.Column));
        Assert.IsInstanceOfType<InvalidDataException>(error.InnerException);
    }

    [TestMethod]
    public void MoveNext_RowThatCannotBeFound_SaysFromWhichOn()
    {
        var cached = _ml.Data.Cache(Mapped(10, bad: 4), "Twice");
        var error = Error.Is<RowReadException>(
            "Row 0 or a later one could not be read: no such number",
            () => TrainingRows.Read(cached, [new LabelColumn("Twice", ProbeTask.Regression, 0)], default));
        Assert.AreEqual((null, null), (error.Row, error.Column));
        // It fails once, and then no more.
        var calls = 0;
        var view = _ml.Transforms.CustomMapping<Numbered, Doubled>(
            (row, result) => result.Twice = row.Number == 3 && calls++ == 0 ? throw new InvalidDataException("lost") : 1, null)
            .Fit(Numbers(1)).Transform(Numbers(10));
        error = Assert.ThrowsExactly<RowReadException>(
            () => TrainingRows.Read(view, [new LabelColumn("Twice", ProbeTask.Regression, 0)], default));
        Assert.AreEqual("Row 0 or a later one could not be read: lost", error.Message);
    }

    [TestMethod]
    public void MoveNext_ShuffledRows_FindsTheRowInThatOrder()
    {
        var view = Mapped(_ml.Data.Cache(Numbers(50)), number => number == 20);
        using var order = view.GetRowCursor([view.Schema["Number"]], new Random(7));
        var numbers = Values<float>(order, "Number");
        using var cursor = UpstreamCursor.Open(view, [view.Schema["Twice"]], () => new Random(7));
        var error = Assert.ThrowsExactly<RowReadException>(() => Values<float>(cursor, "Twice"));
        Assert.AreNotEqual(20, numbers.IndexOf(20));
        Assert.AreEqual(numbers.IndexOf(20), error.Row);
    }

    [TestMethod]
    public void Getter_Canceled_IsNoFailureOfTheRow()
    {
        var view = new GeneratedView(5, 2) { AtRow = _ => throw new OperationCanceledException() };
        Assert.ThrowsExactly<OperationCanceledException>(() => TrainingRows.Read(view, [new FeatureColumn("Features", [2])], default));
    }

    private static void IsBrokenAt(long row, Action action)
    {
        var error = Error.Is<RowReadException>($"Column 'Pixels' could not be read in row {row}: {Cause}", action);
        Assert.AreEqual((row, "Pixels"), (error.Row, error.Column));
        Assert.IsInstanceOfType<ArgumentException>(error.InnerException);
    }

    private static List<T> Values<T>(DataViewRowCursor cursor, string column, int atMost = int.MaxValue)
    {
        var (values, value, getter) = (new List<T>(), default(T)!, cursor.GetGetter<T>(cursor.Schema[column]));
        while (values.Count < atMost && cursor.MoveNext())
        {
            getter(ref value);
            values.Add(value);
        }
        return values;
    }

    private EmbeddingTransformer Untrained() =>
        _ml.SelfSupervised.SimClr("Embedding", "Pixels", Options with { NumberOfEpochs = 0 }).Fit(_files.View(_ml, 2));

    private IDataView Numbers(int count) =>
        _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(number => new Numbered { Number = number }).ToArray());

    // A transform of ML.NET's, which reads ahead.
    private IDataView Mapped(int count, int bad) => Mapped(Numbers(count), number => number == bad);

    private IDataView Mapped(IDataView numbers, Predicate<float> isBad) => _ml.Transforms.CustomMapping<Numbered, Doubled>(
        (row, result) => result.Twice = isBad(row.Number) ? throw new InvalidDataException("no such number") : 2 * row.Number, null)
        .Fit(numbers).Transform(numbers);

    private sealed class Numbered
    {
        public float Number { get; set; }
    }

    private sealed class Doubled
    {
        public float Twice { get; set; }
    }

    private sealed class Pathed
    {
        public string Path { get; set; } = "";
    }
}
