using Nidl.ML.Losses;
using Nidl.ML.Tests.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.YAware;

[TestClass]
public sealed class CompleteRowsMetricTests
{
    private const double Missing = double.NaN;

    [TestMethod]
    public void Pairwise_RowsWithMissingValues_HaveNoNeighborsButThemselves()
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new[,] { { 0, 0 }, { 1, Missing }, { 3, 4 }, { Missing, Missing } });
        var weights = new CompleteRowsMetric(new KernelMetric(Kernel.Gaussian, 25.0)).Pairwise(labels);
        var near = Math.Exp(-0.5);
        ModuleStates.AssertClose(
            [
                1, 0, near, 0,
                0, 1, 0, 0,
                near, 0, 1, 0,
                0, 0, 0, 1,
            ],
            weights.Values(), 1e-15);
    }

    [TestMethod]
    public void Pairwise_CompleteRows_AreLeftToTheMetric()
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new[,] { { 0.0 }, { 1 }, { 3 } });
        var metric = new KernelMetric(Kernel.Exponential, 4.0);
        CollectionAssert.AreEqual(metric.Pairwise(labels).Values(), new CompleteRowsMetric(metric).Pairwise(labels).Values());
    }

    [TestMethod]
    public void Pairwise_AllMissing_IsTheIdentity()
    {
        using var scope = NewDisposeScope();
        var recording = new RecordingMetric();
        var weights = new CompleteRowsMetric(recording).Pairwise(tensor(new[,] { { Missing }, { Missing } }));
        CollectionAssert.AreEqual(new double[] { 1, 0, 0, 1 }, weights.Values());
        Assert.IsEmpty(recording.Calls);
    }

    [TestMethod]
    public void Fit_Always_SeesCompleteRowsOnly()
    {
        using var scope = NewDisposeScope();
        var scott = new KernelMetric();
        new CompleteRowsMetric(scott).Fit(tensor(new[,] { { 1.0 }, { Missing }, { 2 }, { 4 }, { Missing }, { 8 } }));
        Assert.AreEqual(2.34609881, scott.SqrtBandwidth[0, 0], 1e-8); // nidl's value for 1, 2, 4, 8
    }

    [TestMethod]
    public void Fit_NoCompleteRow_SaysSo()
    {
        using var labels = tensor(new[,] { { 1, Missing }, { Missing, 2 } });
        Error.Is<InvalidOperationException>(
            "The auxiliary variables must be complete in at least one row, but a value is missing in each of the 2 training rows.",
            () => new CompleteRowsMetric(new KernelMetric()).Fit(labels));
    }
}
