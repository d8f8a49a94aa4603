using TorchSharp;
using static TorchSharp.torch;

namespace Dependencies.Tests.Torch;

[TestClass]
public sealed class DisposeScopeTests
{
    [TestMethod]
    public void AScopeDisposesWhatWasMadeInIt()
    {
        Tensor inner, outer = zeros(2);
        using (NewDisposeScope())
        {
            inner = outer + 1;
            Assert.IsFalse(inner.IsInvalid);
        }
        Assert.IsTrue(inner.IsInvalid);
        Assert.IsFalse(outer.IsInvalid);
        Assert.ThrowsExactly<InvalidOperationException>(() => _ = inner.Handle);
    }

    [TestMethod]
    public void MovingOutKeepsATensorUntilTheOuterScopeEnds()
    {
        Tensor moved, detached;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                moved = zeros(2).MoveToOuterDisposeScope();
                detached = zeros(2).DetachFromDisposeScope();
            }
            Assert.IsFalse(moved.IsInvalid);
        }
        Assert.IsTrue(moved.IsInvalid);
        Assert.IsFalse(detached.IsInvalid);
        detached.Dispose();
    }

    [TestMethod]
    public void AScopeKeepsWhatItIsTold()
    {
        using var scope = NewDisposeScope();
        var (kept, gone) = (zeros(1), zeros(1));
        Assert.AreEqual(2, scope.DisposablesCount);
        scope.DisposeEverythingBut(kept);
        Assert.IsFalse(kept.IsInvalid);
        Assert.IsTrue(gone.IsInvalid);
        Assert.AreEqual(1, scope.DisposablesCount);
    }

    [TestMethod]
    public void ScopesBelongToTheirThread()
    {
        using var scope = NewDisposeScope();
        Tensor? other = null;
        var thread = new Thread(() => other = zeros(1));
        thread.Start();
        thread.Join();
        Assert.AreEqual(0, scope.DisposablesCount);
        other!.Dispose();
    }

    [TestMethod]
    public void StatisticsCountWhatHappened()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        var outside = zeros(1);
        using (NewDisposeScope())
        {
            zeros(1);
            zeros(1).DetachFromDisposeScope().Dispose();
        }
        outside.Dispose();
        Assert.AreEqual(1, statistics.CreatedOutsideScopeCount);
        Assert.AreEqual(2, statistics.CreatedInScopeCount);
        Assert.AreEqual(1, statistics.DisposedInScopeCount);
        Assert.AreEqual(1, statistics.DetachedFromScopeCount);
        Assert.AreEqual(0, statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void NothingIsLeftOfTenThousandOperations()
    {
        using var x = randn([8, 8], requires_grad: true);
        Step(x);
        long before = Tensor.TotalCount;
        for (int i = 0; i < 1000; i++) Step(x);
        Assert.AreEqual(before, Tensor.TotalCount);
    }

    // Ten operations and a backward pass.
    private static void Step(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = x.mm(x).exp().log1p().sum(1).sqrt();
        var (largest, _) = y.max(0);
        (y / (largest + 1)).mean().backward();
        x.grad = null;
    }
}
