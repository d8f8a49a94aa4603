namespace Nidl.ML.Tests.Byol;

[TestClass]
public sealed class ByolOptionsTests
{
    [TestMethod]
    public void Options_ByDefault_AreThePapers()
    {
        var options = new ByolOptions();
        Assert.AreEqual(0.996, options.Momentum);
        Assert.AreEqual(
            (4096, 256, 4096), (options.ProjectionHiddenDimension, options.ProjectionOutputDimension, options.PredictorHiddenDimension));
    }

    [TestMethod]
    public void Init_ValueOutOfRange_NamesOptionRangeAndValue()
    {
        Refused("Momentum must be in [0, 1), but '1' was given.", () => new ByolOptions { Momentum = 1 });
        Refused(
            "ProjectionHiddenDimension must be at least 1, but '0' was given.", () => new ByolOptions { ProjectionHiddenDimension = 0 });
        Refused(
            "ProjectionOutputDimension must be at least 1, but '0' was given.", () => new ByolOptions { ProjectionOutputDimension = 0 });
        Refused("PredictorHiddenDimension must be at least 1, but '0' was given.", () => new ByolOptions { PredictorHiddenDimension = 0 });
    }

    [TestMethod]
    public void Views_ImagesWithoutAugmentations_AreThePapers()
    {
        var (first, second) = AugmentationPresets.BarlowTwinsImage([1, 6, 6]);
        Assert.AreEqual(
            new ViewPlan(new AugmentationSequence(first), new AugmentationSequence(second)),
            TrainingViews.Of(new ByolOptions(), [1, 6, 6]).Views);
    }

    private static void Refused(string message, Func<ByolOptions> create) =>
        Error.Is<ArgumentOutOfRangeException>($"{message} (Parameter '{message[..message.IndexOf(' ')]}')", () => create());
}
