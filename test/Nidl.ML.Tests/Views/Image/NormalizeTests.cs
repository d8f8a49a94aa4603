using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Image;

[TestClass]
public class NormalizeTests
{
    [TestMethod]
    public void Apply_PerChannel_EqualsLoop()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        long[] shape = [2, 3, 4, 5];
        double[] mean = [0.5, 0.25, 0], deviation = [1, 2, 4];
        var images = Batch.Random(shape);
        var pixel = Batch.Reader(images);
        var expected = Batch.Fill(shape, (n, c, h, w) => (pixel(n, c, h, w) - mean[c]) / deviation[c]);
        Batch.AreClose(expected, new Normalize { Mean = [0.5, 0.25, 0], StandardDeviation = [1, 2, 4] }.Apply(images, random), 1e-7);
    }

    [TestMethod]
    public void Options_CompareByValue_AndAreChecked()
    {
        Assert.AreEqual(new Normalize { Mean = [0.5, 1], StandardDeviation = [2] }, new Normalize { Mean = [0.5, 1], StandardDeviation = [2] });
        Assert.AreEqual(new Normalize { Mean = [0], StandardDeviation = [1] }, new Normalize());
        OptionError.Is("StandardDeviation must be positive, but '[1, 0]' was given.", () => new Normalize { StandardDeviation = [1, 0] });
        OptionError.Is(
            "StandardDeviation must be at least 1E-20, below which single precision cannot compute, but '[1, 1E-40]' was given.",
            () => new Normalize { StandardDeviation = [1, 1e-40] });
        var error = Assert.ThrowsExactly<ArgumentException>(() => new Normalize { Mean = [] });
        Assert.AreEqual("Mean must be one or more finite numbers, but [] was given. (Parameter 'Mean')", error.Message);
        error = Assert.ThrowsExactly<ArgumentException>(() => new Normalize { Mean = [1, double.NaN] });
        Assert.AreEqual("Mean must be one or more finite numbers, but [1, NaN] was given. (Parameter 'Mean')", error.Message);
    }

    [TestMethod]
    public void CheckInputShape_OtherNumberOfChannels_Throws()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new Normalize { Mean = [1, 2] }.CheckInputShape([3, 8, 8]));
        Assert.AreEqual(
            "Normalize needs one Mean a channel of rows of shape (channels, height, width), or one for all, but [1, 2] was given for (3, 8, 8). (Parameter 'inputShape')",
            error.Message);
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        var batch = Batch.Random([2, 3, 4, 5]);
        error = Assert.ThrowsExactly<ArgumentException>(() => new Normalize { StandardDeviation = [1, 2] }.Apply(batch, random));
        StringAssert.StartsWith(error.Message, "Normalize needs one StandardDeviation a channel");
    }
}
