using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Embedding;

[TestClass]
public sealed class EmbeddingCacheTests
{
    [TestMethod]
    public void Transform_ManyPasses_CostOneForwardPassABlock()
    {
        using var transformer = Tiny.Untrained();
        var transformed = transformer.Transform(VectorView.Random(300, 3));
        var first = Embeddings.Of(transformed);
        for (var pass = 0; pass < 5; pass++)
            Assert.IsTrue(Embeddings.AreBitEqual(first, Embeddings.Of(transformed)));
        Assert.AreEqual(2L, transformer.FrozenNetwork.ForwardPasses);
    }

    [TestMethod]
    public void Transform_CacheOff_ComputesEachPass()
    {
        using var transformer = Tiny.Untrained(cacheBytes: 0);
        var transformed = transformer.Transform(VectorView.Random(20, 3));
        for (var pass = 1; pass <= 3; pass++)
        {
            Embeddings.Of(transformed);
            Assert.AreEqual(pass, transformer.FrozenNetwork.ForwardPasses);
        }
    }

    [TestMethod]
    public void Transform_TwoViews_DoNotShareTheirCache()
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Random(20, 3);
        Embeddings.Of(transformer.Transform(view));
        Embeddings.Of(transformer.Transform(view));
        Assert.AreEqual(2L, transformer.FrozenNetwork.ForwardPasses);
    }

    [TestMethod]
    public void Transform_ChangedFeaturesOfTheSameId_AreComputedAnew()
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Random(20, 3);
        var transformed = transformer.Transform(view);
        var before = Embeddings.Of(transformed);
        view.Rows[7] = new VBuffer<float>(3, [9, 8, 7]);
        var after = Embeddings.Of(transformed);
        Assert.IsFalse(Embeddings.AreBitEqual(before[7..8], after[7..8]));
        Embeddings.AreClose(Embeddings.Of(transformer.Transform(view)), after);
        Embeddings.AreClose([.. before[..7], .. before[8..]], [.. after[..7], .. after[8..]]);
    }

    [TestMethod]
    public void Transform_RowThatTurnsBad_FailsThoughItsIdIsRemembered()
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Random(20, 3);
        var transformed = transformer.Transform(view);
        Embeddings.Of(transformed);
        view.Rows[7] = new VBuffer<float>(3, [9, float.NaN, 7]);
        Error.Is<InvalidOperationException>(
            "Column 'Features' must have finite values, but row 7 has NaN at index 1; replace missing values first.",
            () => Embeddings.Of(transformed));
    }

    [TestMethod]
    public void Transform_BudgetOfSomeRows_RemembersThoseAndComputesTheOthers()
    {
        // An embedding of 4 values counts 16 bytes and 128 of overhead: room for 100 of 300 rows.
        using var transformer = Tiny.Untrained(cacheBytes: 100 * (16 + 128));
        var view = VectorView.Random(300, 3);
        var transformed = transformer.Transform(view);
        var first = Embeddings.Of(transformed);
        Embeddings.AreClose(first, Embeddings.Of(transformed));
        Embeddings.AreClose(first, Embeddings.Of(transformed));
        Assert.AreEqual(6L, transformer.FrozenNetwork.ForwardPasses);
    }

    [TestMethod]
    public void Remember_BeyondTheBudget_DoesNothing()
    {
        var cache = new EmbeddingCache(2 * (16 + 128), embeddingDimension: 4);
        var known = new float[4];
        for (var row = 0UL; row < 5; row++)
            cache.Remember(new DataViewRowId(row, 0), row, [1, 2, 3, row]);
        Assert.IsTrue(cache.TryRead(new DataViewRowId(1, 0), 1, known));
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 1 }, known);
        Assert.IsFalse(cache.TryRead(new DataViewRowId(2, 0), 2, known));
        Assert.IsFalse(cache.TryRead(new DataViewRowId(1, 0), 9, known));
        Assert.IsFalse(cache.TryRead(new DataViewRowId(9, 0), 1, known));
    }

    [TestMethod]
    public void Remember_TheSameRowTwice_CountsItOnce()
    {
        var cache = new EmbeddingCache(2 * (16 + 128), embeddingDimension: 4);
        var known = new float[4];
        for (var i = 0; i < 3; i++)
            cache.Remember(default, 1, [1, 2, 3, 4]);
        cache.Remember(default, 2, [5, 6, 7, 8]);
        Assert.IsTrue(cache.TryRead(default, 2, known));
    }

    [TestMethod]
    public void IsEnabled_BudgetBelowARow_IsFalse()
    {
        Assert.IsFalse(new EmbeddingCache(0, 4).IsEnabled);
        Assert.IsFalse(new EmbeddingCache(143, 4).IsEnabled);
        Assert.IsTrue(new EmbeddingCache(144, 4).IsEnabled);
    }
}
