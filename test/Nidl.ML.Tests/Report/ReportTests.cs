using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Nidl.ML.Tests.Encoders;
using static TorchSharp.torch;

namespace Nidl.ML.Tests;

[TestClass]
public sealed class ReportTests
{
    private const int Rows = 24;
    private static readonly MLContext _ml = new(1);

    private static IDataView View => Images.View(_ml, Rows);

    [TestMethod]
    public void Page_OfATraining_NeedsNothingElseAndIsWellFormed()
    {
        using var transformer = Tiny.Fit(_ml);
        var page = Reports.Write(
            _ml, transformer, View, new() { ColorColumnNames = ["Label"], Accuracies = [new("10 labels", "raw", 0.5, 0.1)] });
        Assert.IsFalse(
            Regex.IsMatch(page, "<script|<link|@import|https?://|src=\"(?!data:image/png;base64,)|url\\("),
            "the page refers to something outside");
        var body = page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)];
        // Void elements apart, HTML written here is XML too, so that a reader of XML finds an element left open.
        System.Xml.Linq.XElement.Parse(Regex.Replace(body, "(<img[^>]*)>", "$1/>").Replace("&nbsp;", " ", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Page_EqualInput_IsEqual()
    {
        using var transformer = Tiny.Fit(_ml);
        var options = new ReportOptions { ColorColumnNames = ["Number"] };
        Assert.AreEqual(Reports.Write(_ml, transformer, View, options), Reports.Write(_ml, transformer, View, options));
    }

    [TestMethod]
    public void Curves_OfATraining_HaveAPointForEachEpoch()
    {
        using var transformer = Tiny.Fit(_ml, Tiny.Options with { NumberOfEpochs = 3 });
        var page = Reports.Write(_ml, transformer, View);
        foreach (var epoch in transformer.History.Epochs)
        {
            StringAssert.Contains(Reports.Section(page, "Loss"), FormattableString.Invariant($"epoch {epoch.Epoch}: {epoch.Loss:G5}"));
            StringAssert.Contains(
                Reports.Section(page, "Learning rate"), FormattableString.Invariant($"epoch {epoch.Epoch}: {epoch.LearningRate:G5}"));
        }
    }

    [TestMethod]
    public void Curves_WithValidation_HaveOneOfItsLoss()
    {
        using var transformer = Tiny.Fit(_ml, Tiny.Options with { ValidationFraction = 0.25 });
        var chart = Reports.Section(Reports.Write(_ml, transformer, View), "Loss")!;
        StringAssert.Contains(chart, ">validation<");
        foreach (var epoch in transformer.History.Epochs)
            StringAssert.Contains(chart, FormattableString.Invariant($"epoch {epoch.Epoch}: {epoch.ValidationLoss:G5}"));
    }

    [TestMethod]
    public void Curves_RatesThatDifferByRounding_AreLevel()
    {
        (int Epochs, Func<long, int, TrainingLength, double> Rate)[] runs =
        [
            (3, (_, epoch, _) => epoch % 2 == 0 ? 0.3 : 0.1 + 0.2),
            (2, (step, _, length) => 3e-4 * (1 + 0.5 * Math.Sin(4 * Math.PI * (step + 0.5) / length.TotalSteps))),
        ];
        foreach (var (epochs, rate) in runs)
        {
            var options = Tiny.Options with { NumberOfEpochs = epochs, Schedule = new CustomSchedule(rate) };
            using var transformer = Tiny.Fit(_ml, options, rows: 32);
            Assert.AreNotEqual(1, transformer.History.Epochs.Select(epoch => epoch.LearningRate).Distinct().Count());
            var chart = Reports.Section(Reports.Write(_ml, transformer, View), "Learning rate")!;
            var heights = Regex.Matches(chart, "<circle[^>]* cy=\"([^\"]+)\"").Select(match => match.Groups[1].Value);
            Assert.AreEqual(1, heights.Distinct().Count());
        }
    }

    [TestMethod]
    public void Curves_UntrainedEncoder_AreNone()
    {
        using var transformer = Tiny.Fit(_ml, Tiny.Options with { NumberOfEpochs = 0 });
        var page = Reports.Write(_ml, transformer, View);
        Assert.IsNull(Reports.Section(page, "Loss"));
        Assert.IsNotNull(Reports.Section(page, "Map of the embeddings"));
    }

    [TestMethod]
    public void Page_OfATraining_NamesSettingsVersionsDeviceSeedAndSeconds()
    {
        using var transformer = Tiny.Fit(_ml, Tiny.Options with { Seed = 4711, Temperature = 0.375 });
        var page = Reports.Write(_ml, transformer, View, new() { Title = "a < b" });
        string[] expected =
        [
            "<title>a &lt; b</title>", "<td>4711</td>", "<td>cpu</td>", $"<td>{TorchSharp.torch.__version__}</td>",
            "&quot;temperature&quot;: 0.375", "&quot;kind&quot;: &quot;AdamWOptions&quot;",
            "&quot;augmentation&quot;: &quot;GaussianNoise&quot;",
            FormattableString.Invariant($"<td>{transformer.History.Seconds:F1}</td>"), "(total)",
        ];
        foreach (var text in expected)
            StringAssert.Contains(page, text);
        Assert.IsFalse(
            page.Contains("&quot;device&quot;", StringComparison.Ordinal), "the device belongs to the machine, not to the settings");
    }

    [TestMethod]
    public void Map_RowsUpToMapRows_HaveAPointEach()
    {
        using var transformer = Tiny.Fit(_ml);
        Assert.AreEqual(Rows, Reports.Count(Reports.Section(Reports.Write(_ml, transformer, View), "Map of the embeddings")!, "<circle"));
        Assert.AreEqual(
            5, Reports.Count(
                Reports.Section(Reports.Write(_ml, transformer, View, new() { MapRows = 5 }), "Map of the embeddings")!, "<circle"));
    }

    [TestMethod]
    public void Map_EmbeddingsOfAnySize_IsTheSame()
    {
        var expected = Places(1);
        Assert.AreNotEqual(expected[0], expected[1]);
        foreach (var factor in new[] { 1e25, 1e-25 })
            ModuleStates.AssertClose(expected, Places(factor), 1e-4);

        static double[] Places(double factor)
        {
            var encoder = CustomEncoder.Register($"scaled {Guid.NewGuid()}", shape => new Scaled(shape.Size, factor));
            using var transformer = Tiny.Fit(_ml, Tiny.Options with { NumberOfEpochs = 0, Encoder = encoder });
            var map = Reports.Section(Reports.Write(_ml, transformer, View), "Map of the embeddings")!;
            return [.. Regex.Matches(map, "<circle cx=\"([^\"]+)\" cy=\"([^\"]+)\"")
                .SelectMany(match => new[] { match.Groups[1], match.Groups[2] })
                .Select(place => double.Parse(place.Value, CultureInfo.InvariantCulture))];
        }
    }

    [TestMethod]
    public void Maps_OfColorColumns_AreOneForEach()
    {
        using var transformer = Tiny.Fit(_ml);
        var maps = Reports.Section(
            Reports.Write(_ml, transformer, View, new() { ColorColumnNames = ["Label", "Number"] }), "Map of the embeddings")!;
        Assert.HasCount(2 * Rows, Regex.Matches(maps, "<circle"));
        StringAssert.Contains(maps, "<div class=\"legend\"><b>Label</b>");
        StringAssert.Contains(maps, "<div class=\"legend\"><b>Number</b>");
    }

    [TestMethod]
    public void Predictions_OfNumbers_StandOverTheirTruth()
    {
        using var transformer = Tiny.Fit(_ml);
        Assert.IsNull(Reports.Section(Reports.Write(_ml, transformer, View), "Predictions"));
        ReportedPrediction[] predictions = [new(20, 25), new(60, 50), new(double.NaN, 3), new(3, double.PositiveInfinity)];
        var chart = Reports.Section(Reports.Write(_ml, transformer, View, new() { Predictions = predictions }), "Predictions")!;
        string[] titles = [.. Regex.Matches(chart, "<title>([^<]*)</title>").Select(match => match.Groups[1].Value)];
        CollectionAssert.AreEqual(new[] { "truth 20, prediction 25", "truth 60, prediction 50" }, titles);
    }

    [TestMethod]
    public void Map_WithColorColumn_ShowsAndNamesItsValues()
    {
        using var transformer = Tiny.Fit(_ml);
        string Map(string? column) =>
            Reports.Section(
                Reports.Write(_ml, transformer, View, new() { ColorColumnNames = column is null ? [] : [column] }),
                "Map of the embeddings")!;
        static int Colors(string map) =>
            Regex.Matches(map, "<circle[^>]*fill=\"([^\"]+)\"").Select(match => match.Groups[1].Value).Distinct().Count();
        var (plain, colored) = (Map(null), Map("Label"));
        Assert.AreEqual((1, 3), (Colors(plain), Colors(colored)));
        Assert.IsFalse(plain.Contains("class=\"legend\"", StringComparison.Ordinal));
        StringAssert.Contains(colored, "<div class=\"legend\"><b>Label</b>");
        foreach (var value in new[] { "class 0", "class 1", "class 2" })
            StringAssert.Contains(colored, $"</i>{value}</span>");
    }

    [TestMethod]
    public void Page_OfOneRow_IsMade()
    {
        using var transformer = Tiny.Fit(_ml);
        var page = Reports.Write(_ml, transformer, Images.View(_ml, 1));
        Assert.AreEqual(1, Reports.Count(Reports.Section(page, "Map of the embeddings")!, "<circle"));
        Assert.IsFalse(page.Contains("NaN", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Page_WithoutRows_IsRefused()
    {
        using var transformer = Tiny.Fit(_ml);
        Error.Is<ArgumentException>(
            "A report needs at least 1 row, but the view has none. (Parameter 'view')",
            () => Reports.Write(_ml, transformer, Images.View(_ml, 0)));
    }

    [TestMethod]
    public void Accuracies_OfGroups_AreDrawnTogether()
    {
        using var transformer = Tiny.Fit(_ml);
        Assert.IsNull(Reports.Section(Reports.Write(_ml, transformer, View), "Accuracies"));
        var chart = Reports.Section(Reports.Write(_ml, transformer, View, new()
        {
            Accuracies = [new("10 labels", "raw", 0.25), new("10 labels", "SimCLR", 0.5, 0.125), new("20 labels", "raw", 0.75)],
        }), "Accuracies")!;
        StringAssert.Contains(chart, "<title>raw, 10 labels: 0.2500</title>");
        StringAssert.Contains(chart, "<title>SimCLR, 10 labels: 0.5000 &#177; 0.1250</title>");
        Assert.AreEqual(1, Reports.Count(chart, "class=\"whisker\""));
        Assert.AreEqual(2, Reports.Count(chart, ">raw<") + Reports.Count(chart, ">SimCLR<"), "one entry of the legend for each series");
    }

    [TestMethod]
    public void Accuracies_OutOfRange_AreRefused()
    {
        Error.Is<ArgumentOutOfRangeException>(
            "Value must be from 0 to 1, but '1.5' was given. (Parameter 'Value')", () => _ = new ReportedAccuracy("a", "b", 1.5));
        Error.Is<ArgumentOutOfRangeException>(
            "Spread must be at least 0 and finite, but '-1' was given. (Parameter 'Spread')",
            () => _ = new ReportedAccuracy("a", "b", 0.5, -1));
    }

    [TestMethod]
    public void Save_FolderThatIsMissing_IsCreated()
    {
        using var transformer = Tiny.Fit(_ml);
        var folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        try
        {
            _ml.SelfSupervised.Report(Path.Combine(folder, "report.html"), transformer, View);
            Assert.HasCount(1, Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Scaled : nn.Module<Tensor, Tensor>
    {
        private readonly double _factor;
        private readonly nn.Module<Tensor, Tensor> _linear;

        public Scaled(long size, double factor)
            : base(nameof(Scaled))
        {
            _factor = factor;
            _linear = nn.Linear(size, 4);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _linear.call(input.flatten(1)) * _factor;
    }
}
