using Microsoft.ML;
using Microsoft.ML.Runtime;
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
            FormattableString.Invariant($"The projections collapse: their spread is "),
            log.Warnings.Single(line => line.Contains("collapse", StringComparison.Ordinal)));
        Assert.IsLessThan(0.99999, monitor.Spread);
    }

    [TestMethod]
    public void OnEpochEnd_CollapseAfterARecovery_IsWarnedOfAgain()
    {
        using var scope = NewDisposeScope();
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        using var channel = ((IHostEnvironment)ml).Register("SimCLR").Start("Training");
        var state = new TrainingState(9, 1, new TrainingLog(channel));
        // Corners of one octant spread by sqrt(5/6), those of the cross by 1.
        var (near, far) = (eye(6), eye(6).neg());
        var monitor = new CollapseMonitor(threshold: 0.95);
        int WarningsAfter(Tensor other)
        {
            state.Show(new BatchContext([near, other], [], null, 0));
            monitor.OnStepEnd(state);
            monitor.OnEpochEnd(state);
            return log.Warnings.Count;
        }
        CollectionAssert.AreEqual(new[] { 1, 1, 1, 2 }, new[] { near, near, far, near }.Select(WarningsAfter).ToArray());
        monitor.OnFitStart(state);
        Assert.AreEqual(double.NaN, monitor.Spread);
        Assert.AreEqual(3, WarningsAfter(near), "another training is warned of its own collapse");
        Assert.AreEqual(Math.Sqrt(5.0 / 6), monitor.Spread, 1e-6);
    }

    [TestMethod]
    public void Constructor_ThresholdOutOfRange_IsRefused() =>
        Error.Is<ArgumentOutOfRangeException>(
            "threshold must be in [0, 1), but '1' was given. (Parameter 'threshold')", () => new CollapseMonitor(1));

    private static (LogLines Log, CollapseMonitor Monitor) Fit(CollapseMonitor monitor, SimClrOptions options)
    {
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        Tiny.Fit(ml, options with { Callbacks = [monitor] }).Dispose();
        return (log, monitor);
    }
}
