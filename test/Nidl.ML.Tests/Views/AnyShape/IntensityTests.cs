using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views.AnyShape;

[TestClass]
public class IntensityTests
{
    [TestMethod]
    public void Raise_GivenExponents_KeepsTheSign()
    {
        using var scope = NewDisposeScope();
        double[] values = [0.25, -0.5, 0, 2, 0.25, -0.5, 0, 2], exponents = [0.5, 2];
        var expected = values.Select((value, i) => Math.Sign(value) * Math.Pow(Math.Abs(value), exponents[i / 4])).ToArray();
        Batch.AreClose(expected, RandomGamma.Raise(Batch.OfDoubles(values, 2, 4), Batch.OfDoubles(exponents, 2, 1)), 1e-12);
    }

    [TestMethod]
    public void Apply_Gamma_HasAUniformLogarithm()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(5);
        var view = new RandomGamma { LogGamma = (-0.2, 0.6) }.Apply(full([5000, 1], 0.5), random);
        Batch.AreUniform(Batch.Values(view).Select(value => Math.Log(Math.Log(value) / Math.Log(0.5))).ToArray(), -0.2, 0.6);
    }

    [TestMethod]
    public void Intensity_ScaleAndShift_AreUniformAndIndependent()
    {
        using var scope = NewDisposeScope();
        using var random = Batch.Source(5);
        var view = new RandomIntensity { Scale = (0.5, 1.5), Shift = (-3, 1) }.Apply(Batch.OfDoubles([0, 2], 1, 2).repeat(5000, 1), random);
        var rows = Batch.Values(view).Chunk(2).ToArray();
        var (shifts, scales) = (rows.Select(row => row[0]).ToArray(), rows.Select(row => (row[1] - row[0]) / 2).ToArray());
        Batch.AreUniform(shifts, -3, 1);
        Batch.AreUniform(scales, 0.5, 1.5);
        Assert.AreEqual(0, shifts.Zip(scales, (shift, scale) => (shift + 1) * (scale - 1)).Average(), 5 * 4.0 / 12 / Math.Sqrt(5000));
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(new RandomGamma { LogGamma = (-0.3, 0.3) }, new RandomGamma());
        Assert.AreEqual(new RandomIntensity { Scale = (0.9, 1.1), Shift = (-0.1, 0.1) }, new RandomIntensity());
        OptionError.Is("LogGamma must be from -10 to 10, but '(-11, 0)' was given.", () => new RandomGamma { LogGamma = (-11, 0) });
    }
}
