using Microsoft.ML;

namespace Nidl.ML.Tests.BarlowTwins;

[TestClass]
public sealed class BarlowTwinsOptionsTests
{
    [TestMethod]
    public void Options_ByDefault_AreTheReferences()
    {
        var options = new BarlowTwinsOptions();
        Assert.AreEqual(0.005, options.Lambda);
        Assert.AreEqual(2048, options.ProjectionHiddenDimension);
        Assert.AreEqual(2048, options.ProjectionOutputDimension);
        Assert.AreEqual(new BarlowTwinsOptions(), options);
    }

    [TestMethod]
    public void Init_ValueOutOfRange_NamesOptionRangeAndValue()
    {
        Refused("Lambda must be at least 0 and finite, but '-1' was given.", () => new BarlowTwinsOptions { Lambda = -1 });
        Refused(
            "Lambda must be from 0 to 1E+20, outside of which single precision cannot compute, but '1E+39' was given.",
            () => new BarlowTwinsOptions { Lambda = 1e39 });
        Refused(
            "ProjectionHiddenDimension must be at least 1, but '0' was given.",
            () => new BarlowTwinsOptions { ProjectionHiddenDimension = 0 });
        Refused(
            "ProjectionOutputDimension must be at least 1, but '0' was given.",
            () => new BarlowTwinsOptions { ProjectionOutputDimension = 0 });
    }

    [TestMethod]
    public void Catalog_WithoutOptions_TakesTheDefaults() =>
        Assert.AreEqual(new BarlowTwinsOptions(), new MLContext(1).SelfSupervised.BarlowTwins("Embedding").Options);

    [TestMethod]
    public void Views_ImagesWithoutAugmentations_AreThePapers()
    {
        var (first, second) = AugmentationPresets.BarlowTwinsImage([1, 6, 6]);
        AreThose(first, second, new BarlowTwinsOptions());
    }

    [TestMethod]
    public void Views_GivenAugmentations_AreTaken()
    {
        Augmentation[] noise = [new GaussianNoise()];
        Augmentation[] flip = [new RandomHorizontalFlip2d()];
        AreThose(noise, noise, new BarlowTwinsOptions { Augmentations = noise });
        AreThose(noise, flip, new BarlowTwinsOptions { Augmentations = noise, SecondViewAugmentations = flip });
        AreThose(
            AugmentationPresets.BarlowTwinsImage([1, 6, 6]).FirstView, flip, new BarlowTwinsOptions { SecondViewAugmentations = flip });
    }

    [TestMethod]
    public void Views_ImagesOfTheOtherMethods_AreSimClrs()
    {
        var both = AugmentationPresets.SimClrImage([1, 6, 6]);
        AreThose(both, both, new SimClrOptions());
        AreThose(both, both, new DclOptions());
        AreThose(both, both, new YAwareOptions());
    }

    [TestMethod]
    public void Views_VectorsWithoutAugmentations_AreTheTables()
    {
        var plan = TrainingPlan.Create(VectorView.Random(2, 3).Schema, "Features", "Embedding", new BarlowTwinsOptions(), null);
        Assert.AreEqual(new ViewPlan(new AugmentationSequence(), new AugmentationSequence([.. AugmentationPresets.Tabular()])), plan.Views);
    }

    private static void AreThose(IEnumerable<Augmentation> first, IEnumerable<Augmentation> second, TrainingOptions options)
    {
        var plan = TrainingPlan.Create(Images.View(new MLContext(1), 2).Schema, "Image", "Embedding", options, null);
        Assert.AreEqual(new ViewPlan(new AugmentationSequence([.. first]), new AugmentationSequence([.. second])), plan.Views);
    }

    private static void Refused(string message, Func<BarlowTwinsOptions> create) =>
        Error.Is<ArgumentOutOfRangeException>($"{message} (Parameter '{message[..message.IndexOf(' ')]}')", () => create());
}
