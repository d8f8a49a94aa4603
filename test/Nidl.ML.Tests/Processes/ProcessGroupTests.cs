using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Processes;

[TestClass]
public sealed class ProcessGroupTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public void Operations_OfThreads_DoWhatTheySay(int size) => ThreadTransport.Run(size, Operations.RunAll);

    [TestMethod]
    public void Dispose_WhileOthersAreElsewhere_EndsThemAll()
    {
        ThreadTransport.Run(3, group =>
        {
            if (group.Rank == 1)
                return; // its end comes while the others gather
            var failure = Require.Throws<InvalidOperationException>(() => group.Exchange(1), "an operation after an end");
            Require.That(failure.Message.Contains("process 1 came to End", StringComparison.Ordinal), failure.Message);
            Require.Throws<InvalidOperationException>(() => group.Exchange(1), "another after it");
        });
    }

    [TestMethod]
    public void Dispose_WhileAnotherFails_Ends() => ThreadTransport.Run(2, group =>
    {
        if (group.Rank == 1)
            group.Report(new InvalidOperationException("late"));
    });

    [TestMethod]
    public void Operations_AfterDispose_AreRefused() => ThreadTransport.Run(1, group =>
    {
        group.Dispose();
        Require.Throws<ObjectDisposedException>(group.Barrier, "an operation after the end");
    });

    [TestMethod]
    public void Single_Operations_AreOfTheOneProcess()
    {
        using var scope = NewDisposeScope();
        var single = ProcessGroup.Single;
        Assert.AreEqual((0, 1), (single.Rank, single.Size));
        single.Barrier();
        single.Dispose();
        var rows = arange(6, dtype: ScalarType.Float32).reshape(3, 2).requires_grad_();
        using (var gathered = single.AllGatherAndFlatten(rows))
            gathered.square().sum().backward();
        CollectionAssert.AreEqual(new float[] { 0, 2, 4, 6, 8, 10 }, rows.grad!.data<float>().ToArray());
        single.Sum(rows);
        single.Broadcast(rows);
        Assert.AreEqual(15, rows.sum().ToDouble());
        Assert.IsTrue(single.Any(true));
        Assert.AreEqual(0.5, single.OfFirst(0.5));
        CollectionAssert.AreEqual(new[] { "a" }, single.Exchange("a"));
    }

    [TestMethod]
    public void AllGatherAndFlatten_Scalar_IsRefused()
    {
        using var scalar = tensor(1.0);
        var failure = Assert.ThrowsExactly<ArgumentException>(() => ProcessGroup.Single.AllGatherAndFlatten(scalar));
        Assert.AreEqual("rows", failure.ParamName);
    }

    [TestMethod]
    [DataRow(8, 2, "4 4")]
    [DataRow(7, 2, "4 3")]
    [DataRow(3, 2, "3 0")]
    [DataRow(5, 4, "3 2 0 0")]
    [DataRow(2, 1, "2")]
    [DataRow(1, 2, "1 0")]
    [DataRow(11, 4, "3 3 3 2")]
    public void ShareOf_AnyRows_AreTwoOrNone(long rows, int size, string expected)
    {
        var shares = Enumerable.Range(0, size).Select(rank => RowShare.Of(rows, rank, size)).ToList();
        Assert.AreEqual(expected, string.Join(' ', shares.Select(share => share.Count)));
        for (var (start, rank) = (0L, 0); rank < size; start += shares[rank++].Count)
            Assert.AreEqual(start, shares[rank].Start);
    }
}
