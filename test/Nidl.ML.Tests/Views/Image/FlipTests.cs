using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Image;

[TestClass]
public class FlipTests
{
    [TestMethod]
    public void Flip_GivenMask_MirrorsTheChosenImages()
    {
        using var scope = NewDisposeScope();
        long[] shape = [3, 2, 4, 5];
        var images = Batch.Random(shape);
        var mask = tensor(new[] { true, false, true }).view(3, 1, 1, 1);
        var pixel = Batch.Reader(images);
        var sideways = Batch.Fill(shape, (n, c, h, w) => pixel(n, c, h, n == 1 ? w : 4 - w));
        var upsideDown = Batch.Fill(shape, (n, c, h, w) => pixel(n, c, n == 1 ? h : 3 - h, w));
        Batch.AreClose(sideways, AxisFlip.Apply(images, 3, mask), 0);
        Batch.AreClose(upsideDown, AxisFlip.Apply(images, 2, mask), 0);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.3)]
    [DataRow(1.0)]
    public void Apply_Always_FlipsWithTheProbability(double probability)
    {
        Batch.IsBinomial(CountChanged(new RandomHorizontalFlip2d { Probability = probability }), 10000, probability);
        Batch.IsBinomial(CountChanged(new RandomVerticalFlip2d { Probability = probability }), 10000, probability);
    }

    [TestMethod]
    public void Options_ByDefault_AreHalf()
    {
        Assert.AreEqual(0.5, new RandomHorizontalFlip2d().Probability);
        Assert.AreEqual(0.5, new RandomVerticalFlip2d().Probability);
    }

    [TestMethod]
    public void Probability_OutOfRange_Throws()
    {
        OptionError.Is("Probability must be from 0 to 1, but '1.5' was given.", () => new RandomHorizontalFlip2d { Probability = 1.5 });
        OptionError.Is("Probability must be from 0 to 1, but '-0.1' was given.", () => new RandomVerticalFlip2d { Probability = -0.1 });
        OptionError.Is(
            "Probability must be from 0 to 1, but 'NaN' was given.", () => new RandomHorizontalFlip2d { Probability = double.NaN });
    }

    [TestMethod]
    public void Shapes_OfTheWrongRank_Throw()
    {
        using var scope = NewDisposeScope();
        var batch = Batch.Random([4, 784]);
        using var random = Batch.Source(1);
        var atApply = Assert.ThrowsExactly<ArgumentException>(() => new RandomHorizontalFlip2d().Apply(batch, random));
        Assert.AreEqual(
            "RandomHorizontalFlip2d needs a floating-point batch of shape (N, channels, height, width), but Float32 of shape (4, "
            + "784) was given. (Parameter 'batch')",
            atApply.Message);
        var atCheck = Assert.ThrowsExactly<ArgumentException>(() => new RandomVerticalFlip2d().CheckInputShape([784]));
        Assert.AreEqual(
            "RandomVerticalFlip2d needs rows of shape (channels, height, width), but (784) was given. (Parameter 'inputShape')",
            atCheck.Message);
    }

    private static int CountChanged(Augmentation flip)
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(2);
        var view = flip.Apply(Batch.Of([1, 2, 3, 4], 1, 1, 2, 2).repeat(10000, 1, 1, 1), random);
        return Batch.Values(view).Chunk(4).Count(image => image[0] != 1);
    }
}
