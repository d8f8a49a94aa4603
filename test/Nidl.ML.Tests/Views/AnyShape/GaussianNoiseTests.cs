using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Vector;

[TestClass]
public class GaussianNoiseTests
{
    [TestMethod]
    public void AddScaled_Always_EqualsLoop()
    {
        using var scope = NewDisposeScope();
        var (batch, noise) = (Batch.Random([3, 4]), Batch.Random([3, 4], seed: 2));
        double[] deviations = [0, 0.5, 2];
        var (x, e) = (Batch.Values(batch), Batch.Values(noise));
        var expected = x.Select((value, i) => value + deviations[i / 4] * e[i]).ToArray();
        Batch.AreClose(expected, GaussianNoise.AddScaled(batch, noise, Batch.Of([0, 0.5f, 2], 3, 1)), 1e-6);
    }

    [TestMethod]
    public void Apply_Always_NoiseIsNormalOfTheGivenDeviation()
    {
        var noise = Noise(0.2, [100, 2, 10, 10]);
        Assert.AreEqual(0, noise.Average(), 0.008);
        Assert.AreEqual(0.2, Batch.Deviation(noise), 0.005);
        // The share within one and two standard deviations tells a normal distribution from others.
        Batch.IsBinomial(noise.Count(value => Math.Abs(value) < 0.2), noise.Length, 0.6827);
        Batch.IsBinomial(noise.Count(value => Math.Abs(value) < 0.4), noise.Length, 0.9545);
    }

    [TestMethod]
    public void Apply_Range_DrawsADeviationForEachSample()
    {
        var deviations = Noise((0.1, 0.5), [2000, 400]).Chunk(400).Select(Batch.Deviation).ToArray();
        Batch.AreUniform(deviations, 0.1, 0.5, slack: 0.08);
    }

    [TestMethod]
    public void Apply_Zero_IsTheBatchItself()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(1);
        var batch = Batch.Random([2, 3]);
        Assert.AreSame(batch, new GaussianNoise { StandardDeviation = 0 }.Apply(batch, random));
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new GaussianNoise { StandardDeviation = 0.05 }, new GaussianNoise());
        OptionError.Is(
            "StandardDeviation must be at least 0, but '(-1, 1)' was given.", () => new GaussianNoise { StandardDeviation = (-1, 1) });
        using var random = Batch.Source(1);
        using var vector = Batch.Random([5]);
        var error = Assert.ThrowsExactly<ArgumentException>(() => new GaussianNoise().Apply(vector, random));
        Assert.AreEqual(
            "GaussianNoise needs a floating-point batch of shape (N, ...), but Float32 of shape (5) was given. (Parameter 'batch')",
            error.Message);
    }

    private static double[] Noise(Interval deviation, long[] shape)
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(12);
        return Batch.Values(new GaussianNoise { StandardDeviation = deviation }.Apply(zeros(shape), random));
    }
}
