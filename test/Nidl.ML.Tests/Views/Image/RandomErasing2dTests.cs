using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Image;

[TestClass]
public class RandomErasing2dTests
{
    [TestMethod]
    public void Inside_GivenBoxes_EqualsLoop()
    {
        using var scope = NewDisposeScope();
        float[] starts = [0, 0, 1, 2, 0, 0], sizes = [4, 5, 3, 2, 0, 0];
        var expected = Batch.Fill([3, 1, 4, 5], (n, _, h, w) =>
            h >= starts[2 * n] && h < starts[2 * n] + sizes[2 * n] && w >= starts[2 * n + 1]
                && w < starts[2 * n + 1] + sizes[2 * n + 1] ? 1 : 0);
        Batch.AreClose(expected, new Boxes(Batch.Of(starts, 3, 2), Batch.Of(sizes, 3, 2)).Inside(zeros(3, 1, 4, 5)), 0);
    }

    [TestMethod]
    public void Apply_ErasesWithTheProbability_ABoxOfTheValueInAllChannels()
    {
        var erased = Erase(new RandomErasing2d { Probability = 0.3, Value = -2 }, 5000);
        Batch.IsBinomial(erased.Count(image => image.Any(value => value == -2)), 5000, 0.3);
        Assert.IsTrue(erased.All(image => image.All(value => value is -2 or 1)));
        Assert.IsTrue(erased.All(image => image.Take(1600).SequenceEqual(image.Skip(1600))));
    }

    [TestMethod]
    public void Apply_Always_ShareAndRatioAreThoseOfTheOptions()
    {
        // A ratio of 1 and a share of a quarter: a square of half the side.
        var erased = Erase(new RandomErasing2d { Probability = 1, Scale = 0.25, Ratio = 1 }, 200);
        Assert.IsTrue(erased.All(image => image.Count(value => value == 0) == 2 * 400));
        // Wide boxes: width 40, height 10.
        erased = Erase(new RandomErasing2d { Probability = 1, Scale = 0.25, Ratio = 4 }, 50);
        Assert.IsTrue(erased.All(image => image.Take(1600).Chunk(40).Count(row => row.All(value => value == 0)) == 10));
    }

    [TestMethod]
    public void Apply_NoBoxFits_ErasesNothing()
    {
        var erased = Erase(new RandomErasing2d { Probability = 1, Scale = 1, Ratio = 2 }, 20);
        Assert.IsTrue(erased.All(image => image.All(value => value == 1)));
    }

    [TestMethod]
    public void Apply_Noise_WritesNormalValues()
    {
        var values = Erase(new RandomErasing2d { Probability = 1, Scale = 0.25, Ratio = 1, Value = ErasingValue.Noise }, 50)
            .SelectMany(image => image).Where(value => value != 1).ToArray();
        Assert.HasCount(50 * 800, values);
        Assert.AreEqual(0, values.Average(), 0.03);
        Assert.AreEqual(1, Batch.Deviation(values), 0.03);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(
            new RandomErasing2d { Probability = 0.5, Scale = (0.02, 0.33), Ratio = (0.3, 1 / 0.3), Value = 0 }, new RandomErasing2d());
        OptionError.Is("Probability must be from 0 to 1, but '2' was given.", () => new RandomErasing2d { Probability = 2 });
        OptionError.Is("Scale must be above 0 and at most 1, but '(0, 1)' was given.", () => new RandomErasing2d { Scale = (0, 1) });
        OptionError.Is("Ratio must be positive, but '(0, 1)' was given.", () => new RandomErasing2d { Ratio = (0, 1) });
        OptionError.Is("Value must be finite, but 'NaN' was given.", () => new RandomErasing2d { Value = double.NaN });
    }

    private static double[][] Erase(RandomErasing2d erasing, long count)
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(9);
        return Batch.Values(erasing.Apply(ones(count, 2, 40, 40), random)).Chunk(3200).ToArray();
    }
}
