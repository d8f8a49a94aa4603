namespace Nidl.ML.Tests.Embedding;

/// <summary>What is allocated is the process's, so nothing may run beside this.</summary>
[TestClass]
[DoNotParallelize]
public sealed class EmbeddingMemoryTests
{
    private const int ValuesOfRow = 1 << 18;

    [TestMethod]
    public void Transform_FurtherPasses_UseTheMemoryOfTheFirst()
    {
        // Blocks of 16 rows of 1 MiB; a pass works with two of them.
        var view = VectorView.Random(40, ValuesOfRow);
        using var transformer = Tiny.Untrained(ValuesOfRow, cacheBytes: 0);
        var embedded = transformer.Transform(view);
        var first = Embeddings.Of(embedded);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var pass = 0; pass < 3; pass++)
            Assert.IsTrue(Embeddings.AreBitEqual(first, Embeddings.Of(embedded)));
        Assert.IsLessThan(4_000_000L, GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    [TestMethod]
    public void Transform_CursorsAtOnce_HaveMemoryOfTheirOwn()
    {
        var view = VectorView.Random(40, ValuesOfRow);
        using var transformer = Tiny.Untrained(ValuesOfRow, cacheBytes: 0);
        var embedded = transformer.Transform(view);
        var alone = Embeddings.Of(embedded);
        // One that is left in the midst of a block gives its memory back while the others go on.
        using (var left = embedded.GetRowCursor([embedded.Schema["Embedding"]]))
            Assert.IsTrue(left.MoveNext());
        var together = new float[4][][];
        Parallel.For(0, together.Length, i => together[i] = Embeddings.Of(embedded));
        Assert.IsTrue(together.All(rows => Embeddings.AreBitEqual(alone, rows)));
    }
}
