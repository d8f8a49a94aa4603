namespace Nidl.ML.Tests.Streaming;

[TestClass]
public sealed class ShufflePoolTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(100)]
    [DataRow(200)]
    public void Shuffle_AnyCapacity_GivesEachRowOnce(int capacity) =>
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 100).ToArray(), Shuffle(capacity, seed: 1));

    [TestMethod]
    public void Shuffle_EqualSeeds_GiveEqualOrders()
    {
        CollectionAssert.AreEqual(Shuffle(20, seed: 1), Shuffle(20, seed: 1));
        CollectionAssert.AreNotEqual(Shuffle(20, seed: 1), Shuffle(20, seed: 2));
    }

    [TestMethod]
    public void TryExchange_PoolNotFull_KeepsEveryRow()
    {
        var pool = new ShufflePool(5, new Random(1));
        Assert.IsTrue(Enumerable.Range(0, 5).All(row => !pool.TryExchange(row, out _)));
        Assert.IsTrue(pool.TryExchange(5, out _));
    }

    [TestMethod]
    public void Shuffle_LargerPool_MovesRowsFurther()
    {
        double Distance(int capacity) => Shuffle(capacity, seed: 1).Select((row, place) => (double)Math.Abs(row - place)).Average();
        Assert.IsGreaterThan(2 * Distance(3), Distance(30));
        // The mean distance of two random places of n is n / 3.
        Assert.IsGreaterThan(25.0, Distance(100));
    }

    private static int[] Shuffle(int capacity, int seed)
    {
        var pool = new ShufflePool(capacity, new Random(seed));
        var order = new List<int>();
        for (var row = 0; row < 100; row++)
        {
            if (pool.TryExchange(row, out var leaving))
                order.Add(leaving);
        }
        return [.. order, .. pool.Drain()];
    }
}
