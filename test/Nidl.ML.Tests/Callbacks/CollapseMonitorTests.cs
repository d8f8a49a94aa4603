using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Callbacks;

[TestClass]
public sealed class CollapseMonitorTests
{
    [TestMethod]
    public void SpreadOf_OnePoint_IsZero()
    {
        using var scope = NewDisposeScope();
        // Directions count, lengths do not.
        var z = ones(5, 8).mul(arange(1, 6, ScalarType.Float32).view(5, 1));
        Assert.AreEqual(0, CollapseMonitor.SpreadOf(z, z.mul(3)), 1e-5);
    }

    [TestMethod]
    public void SpreadOf_CornersOfTheCross_IsOne()
    {
        using var scope = NewDisposeScope();
        // Plus and minus each unit vector: mean 0 and variance 1/D in every value.
        var unit = eye(6);
        Assert.AreEqual(1, CollapseMonitor.SpreadOf(unit, unit.neg()), 1e-6);
    }

    [TestMethod]
    public void Fit_Monitor_WritesLearningRateAndSpread()
    {
        var (log, monitor) = Fit(new CollapseMonitor(threshold: 1e-6), Tiny.Options);
        Assert.IsGreaterThan(0, monitor.Spread);
        Assert.AreEqual(2, log.Infos.Count(line => line.Contains("spread of the projections", StringComparison.Ordinal)));
        Assert.Contains("epoch 2: learning rate ", string.Join('\n', log.Infos));
        Assert.IsFalse(log.Warnings.Any(line => line.Contains("collapse", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_Collapse_IsWarnedOfOnce()
    {
        // A spread near 1 is below this threshold, so every epoch counts as a collapse.
        var (log, monitor) = Fit(new CollapseMonitor(threshold: 0.99999), Tiny.Options with { LearningRate = 1e-9 });
        Assert.StartsWith(
            FormattableString.Invariant($"The projections collapse: their spread is "), log.Warnings.Single(line => line.Contains("collapse", StringComparison.Ordinal)));
        Assert.IsLessThan(0.99999, monitor.Spread);
    }

    [TestMethod]
    public void Constructor_ThresholdOutOfRange_IsRefused() =>
        Error.Is<ArgumentOutOfRangeException>("threshold must be in [0, 1), but '1' was given. (Parameter 'threshold')", () => new CollapseMonitor(1));

    private static (LogLines Log, CollapseMonitor Monitor) Fit(CollapseMonitor monitor, SimClrOptions options)
    {
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        Tiny.Fit(ml, options with { Callbacks = [monitor] }).Dispose();
        return (log, monitor);
    }
}
