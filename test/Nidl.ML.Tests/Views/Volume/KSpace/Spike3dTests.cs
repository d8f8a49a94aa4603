using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume.KSpace;

[TestClass]
public class Spike3dTests
{
    // Volumes that are not negative have their largest magnitude at frequency 0: their sum. So the wave's amplitude is a multiple of the
    // mean.
    [TestMethod]
    public void Apply_OneSpike_AddsAWaveOfAMultipleOfTheMean()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(3);
        var volumes = Batch.Random([1, 2, 5, 6, 8], ScalarType.Float64).expand(800, -1, -1, -1, -1).contiguous();
        var wave = new Spike3d { Intensity = (1, 3) }.Apply(volumes, random).sub(volumes);
        var multiples = wave[TensorIndex.Colon, TensorIndex.Colon, 0, 0, 0].div(volumes.mean([2, 3, 4])); // (N, C), where the cosine is 1
        Batch.AreUniform(Batch.Values(multiples.select(1, 0)), 1, 3);
        Batch.AreClose(Batch.Values(multiples.select(1, 0)), multiples.select(1, 1), 1e-9);

        // (N, C, 5, 6, 8)
        var spectrum = fft.fftn(wave, dim: [2, 3, 4]).abs().div(wave.abs().amax([2, 3, 4], keepdim: true)).mul(1.0 / 240);
        var peaks = spectrum.gt(1e-6).to_type(ScalarType.Int64).sum([2, 3, 4]);
        Assert.IsTrue(Batch.Values(peaks).All(count => count is 1 or 2));
        // The places of the half are equally likely: a fifth of the waves has frequency 0 along the width.
        var flat = Batch.Values(wave.select(1, 0).std(3, unbiased: false).amax([1, 2]).lt(1e-9));
        Batch.IsBinomial(flat.Count(value => value == 1), 800, 1.0 / 5);
    }

    [TestMethod]
    public void Apply_SeveralSpikes_AddsSeveralWaves()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(3);
        var volumes = ones([20, 1, 5, 7, 9], ScalarType.Float64);
        var wave = new Spike3d { NumberOfSpikes = 3, Intensity = 2 }.Apply(volumes, random).sub(volumes);
        var peaks = fft.fftn(wave, dim: [2, 3, 4]).abs().gt(1e-6).to_type(ScalarType.Int64).sum([1, 2, 3, 4]);
        Assert.IsTrue(Batch.Values(peaks).All(count => count is >= 3 and <= 6));
        Batch.AreClose([.. Enumerable.Repeat(6.0, 20)], wave[TensorIndex.Colon, 0, 0, 0, 0], 1e-9);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new Spike3d { NumberOfSpikes = 1, Intensity = (1, 3) }, new Spike3d());
        OptionError.Is("NumberOfSpikes must be at least 1, but '0' was given.", () => new Spike3d { NumberOfSpikes = 0 });
        OptionError.Is("Intensity must be at least 0, but '(-1, 3)' was given.", () => new Spike3d { Intensity = (-1, 3) });
    }
}
