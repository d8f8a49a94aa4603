using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML.Tests;

[TestClass]
public sealed class ReportViewsTests
{
    private const string Heading = "What the encoder saw";
    private static readonly MLContext _ml = new(1);

    [TestMethod]
    public void Views_OfImages_AreShownBesideTwoDrawsOfBoth()
    {
        using var transformer = Tiny.Fit(_ml);
        var grid = Reports.Section(Reports.Write(_ml, transformer, Images.View(_ml, 9), new() { ViewRows = 4 }), Heading)!;
        Assert.AreEqual(4, Reports.Count(grid, "<tr>") - 1);
        Assert.AreEqual(4 * 5, Reports.Count(grid, "data:image/png;base64,"));
    }

    [TestMethod]
    public void Views_OfTables_AreBarsOfWhichTheChangedStandOut()
    {
        var view = VectorView.Random(30, 10);
        using var transformer = Tiny.FitVectors(
            view, Tiny.Options with { Augmentations = [], SecondViewAugmentations = [new NegatedStart(4)] });
        var grid = Reports.Section(Reports.Write(_ml, transformer, view, new() { ViewRows = 3 }), Heading)!;
        Assert.AreEqual(3 * 5 * 10, Reports.Count(grid, "<rect"));
        Assert.AreEqual(3 * 2 * 4, Reports.Count(grid, $"fill=\"{Palette.Category(2)}\""), "four values of each second view");
    }

    [TestMethod]
    public void Views_AugmentationsThatLearn_SeeMoreRowsThanAreShown()
    {
        var view = VectorView.Random(30, 10);
        using var transformer = Tiny.FitVectors(
            view, Tiny.Options with { Augmentations = [], SecondViewAugmentations = [new FeatureCorruption { Rate = 1 }] });
        var grid = Reports.Section(Reports.Write(_ml, transformer, view, new() { ViewRows = 1 }), Heading)!;
        Assert.IsGreaterThan(
            10, Reports.Count(grid, $"fill=\"{Palette.Category(2)}\""), "values of other rows, in ten values of two second views");
    }

    [TestMethod]
    public void Views_ReadyMadePairs_ShowBothColumns()
    {
        var view = _ml.Data.LoadFromEnumerable(PairRow.Rows(12));
        using var transformer = _ml.SelfSupervised.SimClr(
            "Embedding", "First", Tiny.Options with { Augmentations = null, SecondViewColumnName = "Second" }).Fit(view);
        var grid = Reports.Section(Reports.Write(_ml, transformer, view, new() { ViewRows = 2 }), Heading)!;
        StringAssert.Contains(grid, "<th>First</th><th>Second</th>");
        Assert.AreEqual(2 * 6, Reports.Count(grid, "<svg"));
    }

    [TestMethod]
    public void Views_NoRows_AreNone()
    {
        using var transformer = Tiny.Fit(_ml);
        Assert.IsNull(Reports.Section(Reports.Write(_ml, transformer, Images.View(_ml, 9), new() { ViewRows = 0 }), Heading));
    }

    [TestMethod]
    public void Page_OfALoadedTransformer_ShowsViewsOnlyOfOptionsGiven()
    {
        var view = Images.View(_ml, 9);
        using var transformer = Tiny.Fit(_ml);
        using var file = new MemoryStream();
        _ml.Model.Save(transformer, view.Schema, file);
        file.Position = 0;
        var model = _ml.Model.Load(file, out _);
        using var loaded = model as EmbeddingTransformer ?? (EmbeddingTransformer)((IEnumerable<ITransformer>)model).Single();
        var page = Reports.Write(_ml, loaded, view);
        Assert.IsNull(Reports.Section(page, Heading));
        StringAssert.Contains(page, "&quot;augmentation&quot;: &quot;GaussianNoise&quot;");
        var given = Reports.Write(_ml, loaded, view, new() { TrainingOptions = Tiny.Options });
        Assert.AreEqual(Reports.Write(_ml, transformer, view), given);
    }

    [TestMethod]
    public void Settings_ThatJsonCannotHold_AreKeptAsText()
    {
        using var transformer = Tiny.Fit(_ml, Tiny.Options with { Augmentations = [new Own()] });
        StringAssert.Contains(Reports.Write(_ml, transformer, Images.View(_ml, 9)), "NumberOfEpochs = 2");
    }

    private sealed record NegatedStart(int Count) : Augmentation
    {
        public override Tensor Apply(Tensor batch, RandomSource random) =>
            cat([batch.narrow(1, 0, Count).neg(), batch.narrow(1, Count, batch.shape[1] - Count)], 1);
    }

    private sealed record Own : Augmentation
    {
        public Func<int> Anything { get; } = () => 1;

        public override Tensor Apply(Tensor batch, RandomSource random) => batch.neg();
    }
}
