using Microsoft.ML;

namespace Nidl.ML.Tests.Embedding;

/// <summary>Blocks of 16 rows of 1 MiB. What is allocated is the process's, so nothing may run beside this.</summary>
[TestClass]
[DoNotParallelize]
public sealed class EmbeddingMemoryTests
{
    private const int ValuesOfRow = 1 << 18;
    private const long LittleBytes = 4_000_000;
    private static readonly VectorView s_rows = VectorView.Random(40, ValuesOfRow);

    [TestMethod]
    public void Transform_FurtherPasses_UseTheMemoryOfTheFirst() => OfView(embedded =>
    {
        var first = Embeddings.Of(embedded);
        // The least of three: a full collection between two passes may take the memory.
        Assert.IsLessThan(LittleBytes, Enumerable.Range(0, 3).Min(_ => AllocatedBy(() =>
            Assert.IsTrue(Embeddings.AreBitEqual(first, Embeddings.Of(embedded))))));
    });

    [TestMethod]
    public void Transform_AfterAPass_LeavesItsMemoryToTheCollector() => OfView(embedded =>
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Embeddings.Of(embedded);
        Assert.IsLessThan(LittleBytes, GC.GetTotalMemory(forceFullCollection: true) - before);
        GC.KeepAlive(embedded);
    });

    [TestMethod]
    public void Transform_CursorsAtOnce_HaveMemoryOfTheirOwn() => OfView(embedded =>
    {
        var alone = Embeddings.Of(embedded);
        using (var left = embedded.GetRowCursor([embedded.Schema["Embedding"]]))
            Assert.IsTrue(left.MoveNext());
        var together = new float[4][][];
        Parallel.For(0, together.Length, i => together[i] = Embeddings.Of(embedded));
        Assert.IsTrue(together.All(rows => Embeddings.AreBitEqual(alone, rows)));
    });

    private static void OfView(Action<IDataView> test)
    {
        using var transformer = Tiny.Untrained(ValuesOfRow, cacheBytes: 0);
        test(transformer.Transform(s_rows));
    }

    private static long AllocatedBy(Action pass)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        pass();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
