using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Evaluation;

[TestClass]
public sealed class NearestRowsTests
{
    [TestMethod]
    public void Find_ManyBlocks_EqualsSortingAll()
    {
        using var scope = NewDisposeScope();
        // 1,024 queries leave room for 4,096 rows in a block: three of them.
        var (queries, bank) = (Unit(1024, 3, 1), Unit(9000, 3, 2));
        var (similarities, indices) = NearestRows.Find(queries, bank, 5);
        var products = queries.narrow(0, 0, 20).mm(bank.t()).data<double>().ToArray();
        for (var query = 0; query < 20; query++)
        {
            var sorted = Enumerable.Range(0, 9000).OrderByDescending(row => products[9000 * query + row]).Take(5).Order().ToArray();
            CollectionAssert.AreEqual(sorted, indices[query].data<long>().Select(row => (int)row).ToArray(), $"query {query}");
            Assert.AreEqual(products[9000 * query + sorted[0]], similarities[query, 0].ToDouble(), 1e-14);
        }
    }

    [TestMethod]
    [DataRow(9, 25)]
    [DataRow(11, 25)]
    [DataRow(37, 7)]
    [DataRow(5000, 3)]
    public void Find_EqualRows_AreTheFirstOnes(int rows, int dimension)
    {
        using var scope = NewDisposeScope();
        var bank = (ones([rows, dimension], ScalarType.Float64) / Math.Sqrt(dimension)).to_type(ScalarType.Float32);
        var (_, indices) = NearestRows.Find(Unit(1024, dimension, 3), bank, 4);
        Assert.IsTrue(indices.eq(arange(4)).all().ToBoolean());
    }

    [TestMethod]
    public void Find_TiesForTheLastPlace_AreTheFirstAfterTheCloser()
    {
        using var scope = NewDisposeScope();
        // Similarities 0.6, 1, 0.6, 0, 0.6 to the query.
        var bank = tensor(new[,] { { 0.6, 0.8 }, { 1, 0 }, { 0.6, -0.8 }, { 0, 1 }, { 0.6, 0.8 } });
        var (similarities, indices) = NearestRows.Find(tensor(new[,] { { 1.0, 0 } }), bank, 3);
        CollectionAssert.AreEqual(new long[] { 0, 1, 2 }, indices.data<long>().ToArray());
        CollectionAssert.AreEqual(new[] { 0.6, 1, 0.6 }, similarities.data<double>().ToArray());
    }

    [TestMethod]
    public void Find_MoreThanThereAre_AreAll()
    {
        using var scope = NewDisposeScope();
        var (_, indices) = NearestRows.Find(Unit(2, 3, 1), Unit(4, 3, 2), 100);
        CollectionAssert.AreEqual(new long[] { 0, 1, 2, 3, 0, 1, 2, 3 }, indices.data<long>().ToArray());
    }

    private static Tensor Unit(int rows, int dimension, int seed)
    {
        var random = new Random(seed);
        double[] values = [.. Enumerable.Range(0, rows * dimension).Select(_ => random.NextDouble() - 0.5)];
        return nn.functional.normalize(tensor(values, [rows, dimension]));
    }
}
