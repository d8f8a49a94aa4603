namespace Nidl.ML.Tests.Embedding;

[TestClass]
public sealed class RowHashTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(7)]
    [DataRow(8)]
    [DataRow(19)]
    public void Of_AnyOneValueChanged_ChangesTheHash(int size)
    {
        var values = Enumerable.Range(1, size).Select(value => (float)value).ToArray();
        var hashes = new HashSet<ulong> { RowHash.Of(values) };
        for (var i = 0; i < size; i++)
        {
            var changed = values.ToArray();
            changed[i] += 0.5f;
            Assert.IsTrue(hashes.Add(RowHash.Of(changed)), $"at {i}");
        }
        Assert.AreEqual(RowHash.Of(values), RowHash.Of([.. values]));
    }

    [TestMethod]
    public void Of_OrderAndLength_Count()
    {
        Assert.AreNotEqual(RowHash.Of([1, 2, 3, 4]), RowHash.Of([3, 4, 1, 2]));
        Assert.AreNotEqual(RowHash.Of([0, 0]), RowHash.Of([0, 0, 0, 0]));
        Assert.AreNotEqual(RowHash.Of([0]), RowHash.Of([0, 0]));
    }

    [TestMethod]
    [DataRow(5)]
    [DataRow(8)]
    [DataRow(16)]
    public void Of_RowsOfSmallWholeNumbers_DoNotCollide(int size)
    {
        var hashes = new HashSet<ulong>();
        var row = new float[size];
        for (var number = 0; number < 100_000; number++)
        {
            for (var (i, rest) = (0, number); i < size; i++, rest /= 10)
                row[i] = rest % 10;
            Assert.IsTrue(hashes.Add(RowHash.Of(row)), $"row {number}");
        }
    }

    [TestMethod]
    public void Of_RowsOfTwoOnes_DoNotCollide()
    {
        var hashes = new HashSet<ulong>();
        var row = new float[300];
        for (var i = 0; i < row.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                (row[i], row[j]) = (1, 1);
                Assert.IsTrue(hashes.Add(RowHash.Of(row)), $"ones at {i} and {j}");
                (row[i], row[j]) = (0, 0);
            }
        }
    }
}
