using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Image;

[TestClass]
public class SolarizationTests
{
    [TestMethod]
    public void Invert_GivenMask_InvertsFromTheThreshold()
    {
        using var scope = NewDisposeScope();
        long[] shape = [2, 2, 3, 4];
        var images = Batch.Random(shape, ScalarType.Float64).mul_(10);
        images[1, 0, 0, 0] = 4;
        var pixel = Batch.Reader(images);
        var expected = Batch.Fill(shape, (n, c, h, w) => n == 1 && pixel(n, c, h, w) >= 4 ? 10 - pixel(n, c, h, w) : pixel(n, c, h, w));
        Batch.AreClose(expected, Solarization.Invert(images, tensor(new[] { false, true }).view(2, 1, 1, 1), 4, 10), 1e-12);
    }

    [TestMethod]
    public void Apply_Always_UsesProbabilityThresholdAndMaximum()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(2);
        var batch = Batch.Of([6, 2], 1, 1, 1, 2).repeat(10000, 1, 1, 1);
        var views = Batch.Values(new Solarization { Probability = 0.3, Threshold = 5, MaximumValue = 9 }.Apply(batch, random)).Chunk(2)
            .ToArray();
        Assert.IsTrue(views.All(view => view[0] is 6 or 3 && view[1] == 2));
        Batch.IsBinomial(views.Count(view => view[0] == 3), 10000, 0.3);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new Solarization { Probability = 0.2, Threshold = 0.5, MaximumValue = 1 }, new Solarization());
        OptionError.Is("Probability must be from 0 to 1, but '2' was given.", () => new Solarization { Probability = 2 });
        OptionError.Is("Threshold must be finite, but 'NaN' was given.", () => new Solarization { Threshold = double.NaN });
        OptionError.Is("MaximumValue must be finite, but 'NaN' was given.", () => new Solarization { MaximumValue = double.NaN });
    }
}
