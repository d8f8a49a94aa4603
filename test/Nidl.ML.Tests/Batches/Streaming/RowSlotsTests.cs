namespace Nidl.ML.Tests.Streaming;

[TestClass]
public sealed class RowSlotsTests
{
    [TestMethod]
    public void Take_AllPlaces_AreDistinctMemory()
    {
        using var slots = new RowSlots(5, 3 << 18);
        int[] taken = [.. Enumerable.Range(0, 5).Select(_ => slots.Take(CancellationToken.None))];
        foreach (var slot in taken)
            slots.Row(slot).Fill((byte)(slot + 1));
        foreach (var slot in taken)
            Assert.IsTrue(!slots.Row(slot).ContainsAnyExcept((byte)(slot + 1)) && slots.Row(slot).Length == 3 << 18);
    }

    [TestMethod]
    public void Take_NoneFree_WaitsForOne()
    {
        using var slots = new RowSlots(2, 8);
        slots.Take(CancellationToken.None);
        var second = slots.Take(CancellationToken.None);
        var third = Task.Run(() => slots.Take(CancellationToken.None));
        Assert.IsFalse(third.Wait(50));
        slots.Return([second]);
        Assert.IsTrue(third.Wait(10_000));
        Assert.AreEqual(second, third.Result);
    }

    [TestMethod]
    public void Take_NoneFreeAndCanceled_Ends()
    {
        using var slots = new RowSlots(1, 8);
        slots.Take(CancellationToken.None);
        using var canceled = new CancellationTokenSource(20);
        Assert.ThrowsExactly<OperationCanceledException>(() => slots.Take(canceled.Token));
    }

    [TestMethod]
    public void Reset_PlacesInUse_AreFreeAgain()
    {
        using var slots = new RowSlots(3, 8);
        for (var round = 0; round < 2; round++)
        {
            CollectionAssert.AreEquivalent(
                new[] { 0, 1, 2 }, Enumerable.Range(0, 3).Select(_ => slots.Take(CancellationToken.None)).ToArray());
            slots.Reset();
        }
    }
}
