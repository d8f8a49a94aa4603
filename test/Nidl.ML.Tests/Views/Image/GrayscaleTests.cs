using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Image;

[TestClass]
public class GrayscaleTests
{
    [TestMethod]
    public void Convert_GivenMask_WritesTheGrayValueIntoEveryChannel()
    {
        using var scope = NewDisposeScope();
        long[] shape = [2, 3, 2, 4];
        var images = Batch.Random(shape);
        var pixel = Batch.Reader(images);
        var expected = Batch.Fill(
            shape,
            (n, c, h, w) => n == 0 ? pixel(n, c, h, w) : 0.299 * pixel(n, 0, h, w) + 0.587 * pixel(n, 1, h, w) + 0.114 * pixel(n, 2, h, w));
        Batch.AreClose(expected, Grayscale.Convert(images, tensor(new[] { false, true }).view(2, 1, 1, 1)), 1e-6);
    }

    [TestMethod]
    public void Apply_Always_ConvertsWithTheProbability()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(2);
        var red = Batch.Of([1, 0, 0], 1, 3, 1, 1).repeat(10000, 1, 1, 1);
        var view = Batch.Values(new Grayscale { Probability = 0.3 }.Apply(red, random));
        Batch.IsBinomial(view.Chunk(3).Count(image => image[0] == image[1]), 10000, 0.3);
    }

    [TestMethod]
    public void Apply_OneChannel_IsTheBatchItself()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(2);
        var batch = Batch.Random([4, 1, 3, 3]);
        Assert.AreSame(batch, new Grayscale { Probability = 1 }.Apply(batch, random));
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(0.2, new Grayscale().Probability);
        OptionError.Is("Probability must be from 0 to 1, but '2' was given.", () => new Grayscale { Probability = 2 });
        var error = Assert.ThrowsExactly<ArgumentException>(() => new Grayscale().CheckInputShape([2, 5, 5]));
        Assert.AreEqual(
            "Grayscale needs rows of shape (1 or 3 channels, height, width), but (2, 5, 5) was given. (Parameter 'inputShape')",
            error.Message);
    }
}
