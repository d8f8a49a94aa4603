using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Image;

[TestClass]
public class ColorJitterTests
{
    private static readonly ColorJitter s_none = new() { Brightness = 0, Contrast = 0, Saturation = 0, Hue = 0 };

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(4)]
    public void Adjust_GivenFactors_EqualsLoops(int channels)
    {
        using var scope = NewDisposeScope();
        long[] shape = [3, channels, 4, 5];
        double[] factors = [0, 0.7, 1.6];
        var images = Batch.Random(shape, ScalarType.Float64);
        var (factor, none) = (Batch.OfDoubles(factors, 3, 1, 1), zeros(3, 1, 1, ScalarType.Float64));
        var pixel = Batch.Reader(images);
        double Gray(int n, int h, int w) => channels switch
        {
            1 => pixel(n, 0, h, w),
            3 => 0.299 * pixel(n, 0, h, w) + 0.587 * pixel(n, 1, h, w) + 0.114 * pixel(n, 2, h, w),
            _ => Enumerable.Range(0, channels).Average(c => pixel(n, c, h, w)),
        };
        double MeanGray(int n) => Enumerable.Range(0, 20).Average(i => Gray(n, i / 5, i % 5));

        Batch.AreClose(
            Batch.Fill(shape, (n, c, h, w) => factors[n] * pixel(n, c, h, w)),
            (s_none with { Brightness = 1 }).Change(images, factor, none, none, none), 1e-12);
        Batch.AreClose(
            Batch.Fill(shape, (n, c, h, w) => factors[n] * pixel(n, c, h, w) + (1 - factors[n]) * MeanGray(n)),
            (s_none with { Contrast = 1 }).Change(images, none, factor, none, none), 1e-12);
        if (channels == 3)
            Batch.AreClose(
                Batch.Fill(shape, (n, c, h, w) => factors[n] * pixel(n, c, h, w) + (1 - factors[n]) * Gray(n, h, w)),
                (s_none with { Saturation = 1 }).Change(images, none, none, factor, none), 1e-12);
    }

    [TestMethod]
    public void Change_AllAtOnce_EqualsTheStepsOneAfterTheOther()
    {
        using var scope = NewDisposeScope();
        var images = Batch.Random([3, 3, 4, 5], ScalarType.Float64);
        Tensor[] drawn = [.. Enumerable.Range(0, 4).Select(i => Batch.Random([3, 1, 1], ScalarType.Float64).add_(0.1 * i))];
        ColorJitter[] steps =
            [s_none with { Brightness = 1 }, s_none with { Contrast = 1 }, s_none with { Saturation = 1 }, s_none with { Hue = 0.5 }];
        var expected = steps.Aggregate(images, (view, step) => step.Change(view, drawn[0], drawn[1], drawn[2], drawn[3]));
        var all = new ColorJitter { Brightness = 1, Contrast = 1, Saturation = 1, Hue = 0.5 };
        var clipped = all with { ValueRange = (-100, 100) };
        Batch.AreClose(Batch.Values(expected), all.Change(images, drawn[0], drawn[1], drawn[2], drawn[3]), 1e-12);
        Batch.AreClose(Batch.Values(expected), clipped.Change(images, drawn[0], drawn[1], drawn[2], drawn[3]), 1e-12);
    }

    [TestMethod]
    public void HueRotation_Always_EqualsHsvLoop()
    {
        using var scope = NewDisposeScope();
        double[] turns = [0, 0.1, -0.25, 0.5, 1.0 / 3];
        long[] shape = [5, 3, 6, 7];
        var images = Batch.Random(shape, ScalarType.Float64);
        var pixel = Batch.Reader(images);
        var expected = Batch.Fill(shape, (n, c, h, w) => Turned([pixel(n, 0, h, w), pixel(n, 1, h, w), pixel(n, 2, h, w)], turns[n])[c]);
        Batch.AreClose(expected, HueRotation.Apply(images.clone(), Batch.OfDoubles(turns, 5, 1, 1, 1)), 1e-12);
    }

    [TestMethod]
    [DataRow(ScalarType.Float64, 1e-12)]
    [DataRow(ScalarType.Float16, 1e-2)]
    [DataRow(ScalarType.BFloat16, 1e-1)]
    public void HueRotation_PrimariesAndGray_TurnAsHsv(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        var images = Batch.OfDoubles([1, 0, 0, 0.5, 0.5, 0.5, 0, 0, 0], 3, 3, 1, 1).to_type(type);
        var third = Batch.OfDoubles([1.0 / 3, 1.0 / 3, 1.0 / 3], 3, 1, 1, 1).to_type(type);
        Batch.AreClose([0, 1, 0, 0.5, 0.5, 0.5, 0, 0, 0], HueRotation.Apply(images, third), tolerance);
    }

    [TestMethod]
    [DataRow(0.4, 0.6, 1.4)]
    [DataRow(2.0, 0.0, 3.0)]
    public void Apply_Brightness_HasAUniformFactorThatIsNotNegative(double strength, double low, double high)
    {
        var view = View(s_none with { Brightness = strength }, [1], 10000);
        Batch.AreUniform(view, low, high);
    }

    [TestMethod]
    public void Apply_Contrast_HasAUniformFactor()
    {
        var view = View(s_none with { Contrast = 0.3 }, [0, 1], 10000, height: 2);
        Batch.AreUniform(view.Chunk(2).Select(image => image[1] - image[0]).ToArray(), 0.7, 1.3);
    }

    [TestMethod]
    public void Apply_Saturation_HasAUniformFactor()
    {
        var view = View(s_none with { Saturation = 0.3 }, [1, 0, 0], 10000);
        Batch.AreUniform(view.Chunk(3).Select(image => image[0] - image[1]).ToArray(), 0.7, 1.3);
    }

    [TestMethod]
    public void Apply_Hue_HasAUniformAngle()
    {
        var view = View(s_none with { Hue = 0.05 }, [1, 0, 0], 10000);
        Batch.AreUniform(view.Chunk(3).Select(image => (image[1] - image[2]) / 6).ToArray(), -0.05, 0.05);
    }

    [TestMethod]
    public void SaturationAndHue_OneChannel_ChangeNothing() =>
        CollectionAssert.AreEqual(Enumerable.Repeat(0.25, 50).ToArray(), View(s_none with { Saturation = 0.5, Hue = 0.5 }, [0.25f], 50));

    [TestMethod]
    public void Apply_ValueRange_ClipsAndItsAbsenceDoesNot()
    {
        var bright = s_none with { Brightness = 0.5 };
        Assert.IsGreaterThan(1.3, View(bright, [1], 1000).Max());
        Assert.AreEqual(1, View(bright with { ValueRange = (0.8, 1) }, [1], 1000).Max());
        Assert.AreEqual(0.8, View(bright with { ValueRange = (0.8, 1) }, [1], 1000).Min(), 1e-7);
    }

    [TestMethod]
    public void CheckInputShape_ColorsWithoutMeaning_Throw()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new ColorJitter().CheckInputShape([4, 28, 28]));
        Assert.AreEqual(
            "ColorJitter changes Saturation and Hue only of images with 1 or 3 channels (set both to 0 for others), shape (channels, "
            + "height, width), but (4, 28, 28) was given. (Parameter 'inputShape')",
            error.Message);
        new ColorJitter { Saturation = 0, Hue = 0 }.CheckInputShape([4, 28, 28]);
        using var scope = NewDisposeScope();
        var batch = Batch.Random([2, 2, 3, 3]);
        using var random = Batch.Source(1);
        error = Assert.ThrowsExactly<ArgumentException>(() => new ColorJitter().Apply(batch, random));
        StringAssert.EndsWith(error.Message, "but a batch of shape (2, 2, 3, 3) was given. (Parameter 'images')");
    }

    [TestMethod]
    public void Options_OutOfRange_Throw()
    {
        OptionError.Is("Brightness must be at least 0 and finite, but '-1' was given.", () => new ColorJitter { Brightness = -1 });
        OptionError.Is("Contrast must be at least 0 and finite, but '-1' was given.", () => new ColorJitter { Contrast = -1 });
        OptionError.Is("Saturation must be at least 0 and finite, but '-1' was given.", () => new ColorJitter { Saturation = -1 });
        OptionError.Is("Hue must be from 0 to 0.5, but '0.6' was given.", () => new ColorJitter { Hue = 0.6 });
    }

    [TestMethod]
    public void Options_ByDefault_AreSimClrsForSmallImages() =>
        Assert.AreEqual(
            new ColorJitter { Brightness = 0.4, Contrast = 0.4, Saturation = 0.4, Hue = 0.1, ValueRange = null }, new ColorJitter());

    // The view of `count` images of one column, `height` pixels each, whose channels or pixels are given.
    private static double[] View(ColorJitter jitter, float[] image, long count, long height = 1)
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(4);
        var batch = Batch.Of(image, 1, image.Length / height, height, 1).repeat(count, 1, 1, 1);
        return Batch.Values(jitter.Apply(batch, random));
    }

    private static double[] Turned(double[] rgb, double turns)
    {
        var (value, smallest) = (rgb.Max(), rgb.Min());
        var chroma = value - smallest;
        var hue = chroma == 0 ? 0 : value == rgb[0]
            ? (rgb[1] - rgb[2]) / chroma
            : value == rgb[1] ? 2 + (rgb[2] - rgb[0]) / chroma : 4 + (rgb[0] - rgb[1]) / chroma;
        hue = (hue / 6 + turns) - Math.Floor(hue / 6 + turns);
        var sector = (int)Math.Floor(6 * hue);
        var rest = 6 * hue - sector;
        var (falling, rising) = (value - chroma * rest, smallest + chroma * rest);
        return (sector % 6) switch
        {
            0 => [value, rising, smallest],
            1 => [falling, value, smallest],
            2 => [smallest, value, rising],
            3 => [smallest, falling, value],
            4 => [rising, smallest, value],
            _ => [value, smallest, falling],
        };
    }
}
