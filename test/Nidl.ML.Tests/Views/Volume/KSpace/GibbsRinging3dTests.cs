using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.Volume.KSpace;

[TestClass]
public class GibbsRinging3dTests
{
    [TestMethod]
    public void Apply_GivenStrength_CutsTheWholeSpectrumAtTheSphere()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(3);
        var volumes = Batch.Random([2, 2, 6, 5, 8], ScalarType.Float64);
        var (d, h, w) = (Frequencies(6).view(6, 1, 1), Frequencies(5).view(5, 1), Frequencies(8));
        var radius = (1 - 0.4) * 8 * Math.Sqrt(2) / 2;
        var inside = d.square().add(h.square()).add(w.square()).sqrt().le(radius);
        var expected = fft.ifftn(fft.fftn(volumes, dim: [2, 3, 4]).mul(inside), dim: [2, 3, 4]).real;
        Batch.AreClose(Batch.Values(expected), new GibbsRinging3d { Strength = 0.4 }.Apply(volumes, random), 1e-12);
        Assert.IsTrue(inside.logical_not().any().ToBoolean() && inside.any().ToBoolean());
    }

    [TestMethod]
    public void Apply_FullStrength_LeavesTheMean()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(3);
        var volumes = Batch.Random([2, 2, 6, 5, 8], ScalarType.Float64);
        Batch.AreClose(
            Batch.Values(volumes.mean([2, 3, 4], keepdim: true).expand_as(volumes)),
            new GibbsRinging3d { Strength = 1 }.Apply(volumes, random), 1e-12);
    }

    [TestMethod]
    public void Apply_Range_IsDrawnUniformly()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(3);
        // A wave of 3 periods passes where the radius is at least 3: a is at most 1 - 3 / (16 sqrt(2) / 2).
        var wave = arange(16, ScalarType.Float64).mul(2 * Math.PI * 3 / 16).cos().view(1, 1, 16, 1, 1).expand(2000, 1, 16, 2, 2)
            .contiguous();
        var view = new GibbsRinging3d().Apply(wave, random)[TensorIndex.Colon, 0, 0, 0, 0];
        Batch.IsBinomial(Batch.Values(view).Count(value => value > 0.5), 2000, 1 - 3 / (8 * Math.Sqrt(2)));
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new GibbsRinging3d { Strength = (0, 1) }, new GibbsRinging3d());
        OptionError.Is("Strength must be from 0 to 1, but '(0, 2)' was given.", () => new GibbsRinging3d { Strength = (0, 2) });
    }

    private static Tensor Frequencies(long size) => fft.fftfreq(size, 1.0 / size, ScalarType.Float64);
}
