using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views;

[TestClass]
public class RandomAugmentationTests
{
    [TestMethod]
    public void CheckInputShape_AugmentationOfAnotherShape_IsRefused() => Error.Is<ArgumentException>(
        "RandomAugmentation needs an augmentation that keeps the shape of rows, (3, 8, 8), but RandomResizedCrop2d gives views of (3, 4, "
        + "4). (Parameter 'inputShape')",
        () => new RandomAugmentation(0.5, new RandomResizedCrop2d { OutputSize = [4] }).CheckInputShape([3, 8, 8]));

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.3)]
    [DataRow(1.0)]
    public void Apply_Always_ChangesSamplesWithTheProbability(double probability)
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        var batch = arange(0, 20000, float32).view(10000, 2);
        var view = Batch.Values(
            new RandomAugmentation(probability, new FeatureMasking { Probability = 1, MaskValue = -1 }).Apply(batch, random)).Chunk(2)
                .ToArray();
        Assert.IsTrue(view.Select((row, i) => row is [-1, -1] || (row[0] == 2 * i && row[1] == 2 * i + 1)).All(either => either));
        Batch.IsBinomial(view.Count(row => row[0] == -1), 10000, probability);
    }

    [TestMethod]
    public void Apply_None_IsTheBatchItself()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        var batch = Batch.Random([2, 3]);
        Assert.AreSame(batch, new RandomAugmentation(0, new GaussianNoise()).Apply(batch, random));
    }

    [TestMethod]
    public void CheckInputShape_Always_AsksTheAugmentation() =>
        Assert.ThrowsExactly<ArgumentException>(() => new RandomAugmentation(0.5, new RandomHorizontalFlip2d()).CheckInputShape([16]));

    [TestMethod]
    public void Options_BadValues_AreRefused()
    {
        OptionError.Is("Probability must be from 0 to 1, but '1.5' was given.", () => new RandomAugmentation(1.5, new GaussianNoise()));
        Assert.AreEqual("Augmentation", Assert.ThrowsExactly<ArgumentNullException>(() => new RandomAugmentation(0.5, null!)).ParamName);
    }
}
