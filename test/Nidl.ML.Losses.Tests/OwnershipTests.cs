using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

/// <summary>Counts the live tensors of the process, so nothing may run beside it.</summary>
[TestClass]
[DoNotParallelize]
public sealed class OwnershipTests
{
    public static IEnumerable<object[]> Losses => EveryLoss.NameRows;

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_Always_LeavesExactlyOneTensor(string name)
    {
        var loss = EveryLoss.Named(name);
        using var z1 = Values.RandomTensor(6, 4, 1).requires_grad_();
        using var z2 = Values.RandomTensor(6, 4, 2);
        loss(z1, z2).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var value = loss(z1, z2);
        Assert.AreEqual(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        value.backward();
        z1.grad!.Dispose();
        value.Dispose();
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_InAScope_IsOwnedByTheScope(string name)
    {
        using var z1 = Values.RandomTensor(6, 4, 1);
        using var z2 = Values.RandomTensor(6, 12, 2).narrow(1, 0, 4);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (NewDisposeScope()) EveryLoss.Named(name)(z1, z2);
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_ThatFails_LeavesNoTensor(string name)
    {
        using var z1 = zeros(1, 4);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Assert.ThrowsExactly<ArgumentException>(() => EveryLoss.Named(name)(z1, z1));
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void Forward_FailedLabels_LeaveNoTensor()
    {
        using var z = Values.RandomTensor(4, 3, 1);
        using var labels = tensor(new[] { 1.0, double.NaN, 2.0, 3.0 });
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Assert.ThrowsExactly<ArgumentException>(() => new YAwareInfoNceLoss().call(z, z, labels));
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void Fit_FittedMetric_HoldsNoTensor()
    {
        using var labels = Values.RandomTensor(9, 2, 1);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var metric = new KernelMetric(Kernel.Gaussian, Bandwidth.Silverman).Fit(labels);
        Bandwidth matrix = new[,] { { 1.0, -0.5 }, { -0.5, 1.0 } };
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        using (var weights = metric.Pairwise(labels)) Assert.AreEqual(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.AreEqual("[[1, -0.5], [-0.5, 1]]", matrix.ToString());
    }

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_Inputs_AreNotModified(string name)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16 })
        {
            var (z1, z2) = (Values.RandomTensor(6, 4, 1, type).requires_grad_(), Values.RandomTensor(6, 4, 2, type).requires_grad_());
            var (copy1, copy2) = (z1.detach().clone(), z2.detach().clone());
            EveryLoss.Named(name)(z1, z2).backward();
            CollectionAssert.AreEqual(Values.Of(copy1), Values.Of(z1));
            CollectionAssert.AreEqual(Values.Of(copy2), Values.Of(z2));
        }
    }

    [TestMethod]
    public void Forward_LabelsAndWeightsOfTheCaller_AreNotModified()
    {
        using var scope = NewDisposeScope();
        var (z, labels) = (Values.RandomTensor(4, 3, 1), Values.RandomTensor(4, 2, 2));
        var (before, kept) = (Values.Of(labels), torch.ones(4, 4, dtype: ScalarType.Float64));
        new YAwareInfoNceLoss().call(z, z, labels);
        new YAwareInfoNceLoss(new KeptWeights(kept)).call(z, z, labels);
        CollectionAssert.AreEqual(before, Values.Of(labels));
        Assert.IsTrue(Values.Of(kept).All(value => value == 1));
    }

    /// <summary>Returns the same tensor at every call, which the loss must neither change nor dispose.</summary>
    private sealed class KeptWeights(Tensor weights) : KernelMetric
    {
        public override Tensor Pairwise(Tensor labels) => weights;
    }
}
