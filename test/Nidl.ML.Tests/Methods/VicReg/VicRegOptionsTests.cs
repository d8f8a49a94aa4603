namespace Nidl.ML.Tests.VicReg;

[TestClass]
public sealed class VicRegOptionsTests
{
    [TestMethod]
    public void Options_ByDefault_AreThePapersAndNarrowerHeads()
    {
        var options = new VicRegOptions();
        Assert.AreEqual((25, 25, 1), (options.InvarianceWeight, options.VarianceWeight, options.CovarianceWeight));
        Assert.AreEqual((2048, 2048), (options.ProjectionHiddenDimension, options.ProjectionOutputDimension));
    }

    [TestMethod]
    public void Init_ValueOutOfRange_NamesOptionRangeAndValue()
    {
        Refused("InvarianceWeight must be at least 0 and finite, but '-1' was given.", () => new VicRegOptions { InvarianceWeight = -1 });
        Refused("VarianceWeight must be at least 0 and finite, but '-1' was given.", () => new VicRegOptions { VarianceWeight = -1 });
        Refused("CovarianceWeight must be at least 0 and finite, but '-1' was given.", () => new VicRegOptions { CovarianceWeight = -1 });
        Refused(
            "ProjectionHiddenDimension must be at least 1, but '0' was given.", () => new VicRegOptions { ProjectionHiddenDimension = 0 });
        Refused(
            "ProjectionOutputDimension must be at least 1, but '0' was given.", () => new VicRegOptions { ProjectionOutputDimension = 0 });
    }

    [TestMethod]
    public void Views_ImagesWithoutAugmentations_AreThePapers()
    {
        var views = TrainingViews.Of(new VicRegOptions(), [3, 32, 32]).Views.Views;
        var (blurred, _) = AugmentationPresets.BarlowTwinsImage([3, 32, 32]);
        Augmentation[] expected = [
            .. blurred.Take(4), new RandomAugmentation(0.5, new GaussianBlur2d()), new Solarization { Probability = 0.1 }];
        Assert.IsInstanceOfType<Grayscale>(expected[3]);
        Assert.AreEqual(new AugmentationSequence(expected), views[0]);
        Assert.AreEqual(views[0], views[1]);
    }

    private static void Refused(string message, Func<VicRegOptions> create) =>
        Error.Is<ArgumentOutOfRangeException>($"{message} (Parameter '{message[..message.IndexOf(' ')]}')", () => create());
}
