using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests.YAware;

namespace Nidl.ML.Tests.Data;

/// <summary>Data that cannot teach anything is warned of, once a training.</summary>
[TestClass]
public sealed class WatchedBatchesTests
{
    [TestMethod]
    [DataRow(1L << 20)]
    [DataRow(1500L)]
    public void Fit_EqualRows_Warns(long budget)
    {
        var equal = new VectorView(Enumerable.Repeat(new VBuffer<float>(3, [0.5f, 0, 0.5f]), 60));
        CollectionAssert.AreEqual(
            new[] { "Column 'Features' has the same values in all 8 rows of the first batch: equal rows teach nothing; "
                + "look at what makes the column." },
            Warnings(equal, Tiny.Options with { MemoryBudgetBytes = budget }));
        // One row that is not like the others is enough.
        var last = new VectorView([.. equal.Rows.Take(7), new VBuffer<float>(3, [0.5f, 0, 0.4f])]);
        Assert.IsEmpty(Warnings(last, Tiny.Options with { MemoryBudgetBytes = budget }));
    }

    [TestMethod]
    public void Fit_EqualPairs_Warns()
    {
        var ml = new MLContext(1);
        var view = ml.Transforms.CopyColumns("Second", "Features").Fit(VectorView.Random(8, 3)).Transform(VectorView.Random(8, 3));
        CollectionAssert.AreEqual(
            new[] { "Columns 'Features' and 'Second' are equal in all 8 rows of the first batch: "
                + "a row's two views differ by augmentations alone." },
            Warnings(view, Tiny.Options with { SecondViewColumnName = "Second", Augmentations = null }));
    }

    [TestMethod]
    public void Fit_EqualAuxiliaryVariables_Warns()
    {
        var rows = AgeRow.Rows(10);
        var options = new YAwareOptions
        {
            AuxiliaryColumnNames = ["Age"], Encoder = Tiny.Options.Encoder, Augmentations = Tiny.Options.Augmentations, NumberOfEpochs = 1,
            BatchSize = 4, WarmupEpochs = 0, Seed = 1, Device = "cpu",
        };
        Assert.IsEmpty(WarningsOf(rows));
        foreach (var row in rows)
            row.Age = 40;
        CollectionAssert.AreEqual(
            new[] { "The auxiliary variables have the same values in all 10 rows: "
                + "every row attracts every other as strongly as its own second view." }, WarningsOf(rows));

        string[] WarningsOf(AgeRow[] rows)
        {
            TrustedConvolutions.TakeWarning();
            var ml = new MLContext(1);
            var log = new LogLines(ml, "y-Aware");
            ml.SelfSupervised.YAware("Embedding", "Features", options).Fit(AgeRow.View(rows)).Dispose();
            return [.. log.Warnings];
        }
    }

    [TestMethod]
    public void Fit_AugmentationThatChangesNothingOfTheShape_Warns()
    {
        CollectionAssert.AreEqual(
            new[] { "Grayscale changes nothing of rows of shape (1, 6, 6): images of one channel are gray already." },
            Warnings(
                Images.View(new MLContext(1), 8),
                Tiny.Options with { Augmentations = [new GaussianNoise(), new RandomAugmentation(0.5, new Grayscale())] }, "Image"));
        CollectionAssert.AreEqual(
            new[] { "ColorJitter by Saturation and Hue alone changes nothing of rows of shape (1, 6, 6): "
                + "images of one channel have no colors." },
            Warnings(
                Images.View(new MLContext(1), 8),
                Tiny.Options with { Augmentations = [new AugmentationSequence(new ColorJitter { Brightness = 0, Contrast = 0 })] },
                "Image"));
        CollectionAssert.AreEqual(
            new[] { "FeatureCorruption changes nothing of rows of shape (3): Rate = 0.3 of 3 features is less than one." },
            Warnings(VectorView.Random(8, 3), Tiny.Options with { SecondViewAugmentations = [new FeatureCorruption { Rate = 0.3 }] }));
    }

    [TestMethod]
    public void Fit_AugmentationsThatChangeSomething_DoNotWarn()
    {
        var colors = VectorView.Random(8, 12);
        Augmentation[] some = [new Grayscale(), new ColorJitter { Brightness = 0, Contrast = 0 }, new FeatureCorruption { Rate = 0.09 }];
        Assert.IsEmpty(Warnings(colors, Tiny.Options with { InputShape = [3, 2, 2], Augmentations = some }));
        // The default jitter is for gray images, too, and what is turned off is meant so.
        Augmentation[] gray = [new ColorJitter(), new Grayscale { Probability = 0 }, new FeatureCorruption { Rate = 0 }];
        Assert.IsEmpty(Warnings(colors, Tiny.Options with { InputShape = [1, 3, 4], Augmentations = gray }));
    }

    private static string[] Warnings(IDataView view, SimClrOptions options, string column = "Features")
    {
        // What a test before may have left to be said.
        TrustedConvolutions.TakeWarning();
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        ml.SelfSupervised.SimClr("Embedding", column, options).Fit(view).Dispose();
        return [.. log.Warnings];
    }
}
