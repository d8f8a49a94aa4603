using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Embedding;

[TestClass]
public sealed class EmbeddingCursorTests
{
    [TestMethod]
    public void Getter_CalledTwice_ComputesOnce()
    {
        using var transformer = Tiny.Untrained(cacheBytes: 0);
        var view = transformer.Transform(VectorView.Random(5, 3));
        using var cursor = view.GetRowCursor([view.Schema["Embedding"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Embedding"]);
        VBuffer<float> first = default, second = default;
        while (cursor.MoveNext())
        {
            getter(ref first);
            getter(ref second);
            CollectionAssert.AreEqual(first.DenseValues().ToArray(), second.DenseValues().ToArray());
        }
        Assert.AreEqual(1L, transformer.FrozenNetwork.ForwardPasses);
    }

    [TestMethod]
    public void Dispose_Twice_DoesNothingMore()
    {
        using var transformer = Tiny.Untrained();
        var view = transformer.Transform(VectorView.Random(2, 3));
        var cursor = view.GetRowCursor([view.Schema["Embedding"]]);
        Assert.IsTrue(cursor.MoveNext());
        cursor.Dispose();
        cursor.Dispose();
    }

    [TestMethod]
    public void Getter_BufferOfTheCaller_IsReused()
    {
        using var transformer = Tiny.Untrained();
        var view = transformer.Transform(VectorView.Random(2, 3));
        using var cursor = view.GetRowCursor([view.Schema["Embedding"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Embedding"]);
        var array = new float[4];
        var buffer = new VBuffer<float>(4, array);
        cursor.MoveNext();
        getter(ref buffer);
        CollectionAssert.AreEqual(buffer.DenseValues().ToArray(), array);
    }

    [TestMethod]
    public void Getter_BeforeTheFirstRow_SaysWhatIsMissing()
    {
        using var transformer = Tiny.Untrained();
        var view = transformer.Transform(VectorView.Random(2, 3));
        using var cursor = view.GetRowCursor([view.Schema["Embedding"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Embedding"]);
        VBuffer<float> buffer = default;
        Error.Is<InvalidOperationException>(
            "Column 'Embedding' has a value only on a row: move the cursor first.", () => getter(ref buffer));
    }

    [TestMethod]
    public void GetGetter_InactiveColumnOrOtherType_IsRefused()
    {
        using var transformer = Tiny.Untrained();
        var view = transformer.Transform(VectorView.Random(2, 3));
        using var cursor = view.GetRowCursor([view.Schema["Embedding"]]);
        Assert.IsTrue(cursor.IsColumnActive(view.Schema["Embedding"]));
        Assert.IsFalse(cursor.IsColumnActive(view.Schema["Number"]));
        Error.Is<ArgumentException>(
            "Column 'Number' must be asked for when the cursor is made, but it was not. (Parameter 'column')",
            () => cursor.GetGetter<int>(view.Schema["Number"]));
        Error.Is<ArgumentException>(
            $"Column 'Embedding' must be read as VBuffer<Single>, but {typeof(VBuffer<double>)} was asked for. (Parameter 'column')",
            () => cursor.GetGetter<VBuffer<double>>(view.Schema["Embedding"]));
    }

    [TestMethod]
    public void Cursor_IdsAndPositions_AreThoseOfTheSource()
    {
        using var transformer = Tiny.Untrained();
        var view = transformer.Transform(VectorView.Random(3, 3));
        using var cursor = view.GetRowCursor(view.Schema);
        var idGetter = cursor.GetIdGetter();
        DataViewRowId id = default;
        Assert.AreEqual(-1L, cursor.Position);
        for (var row = 0; row < 3; row++)
        {
            Assert.IsTrue(cursor.MoveNext());
            idGetter(ref id);
            Assert.AreEqual((row, new DataViewRowId((ulong)row, 0)), ((int)cursor.Position, id));
        }
        Assert.IsFalse(cursor.MoveNext());
    }

    [TestMethod]
    public void Cursor_DisposedMidway_ReleasesBothCursors()
    {
        using var transformer = Tiny.Untrained();
        var source = VectorView.Random(300, 3);
        var view = transformer.Transform(source);
        using (var cursor = view.GetRowCursor(view.Schema))
        {
            cursor.MoveNext();
            Assert.AreEqual(2, source.OpenCursors);
        }
        Assert.AreEqual(0, source.OpenCursors);
    }

    [TestMethod]
    public void Cursors_SeveralAtOnce_DoNotDisturbEachOther()
    {
        using var transformer = Tiny.Untrained();
        var view = transformer.Transform(VectorView.Random(300, 3));
        var expected = Embeddings.Of(transformer.Transform(VectorView.Random(300, 3)));
        var cursors = Enumerable.Range(0, 3).Select(_ => view.GetRowCursor([view.Schema["Embedding"]])).ToArray();
        var getters = cursors.Select(cursor => cursor.GetGetter<VBuffer<float>>(view.Schema["Embedding"])).ToArray();
        VBuffer<float> buffer = default;
        for (var step = 0; step < 300 + 2; step++)
        {
            for (var i = 0; i < 3; i++)
            {
                // Each is one row behind the one before.
                if (step - i is < 0 or >= 300)
                    continue;
                Assert.IsTrue(cursors[i].MoveNext());
                getters[i](ref buffer);
                Embeddings.AreClose([expected[step - i]], [[.. buffer.DenseValues()]]);
            }
        }
        foreach (var cursor in cursors)
            cursor.Dispose();
    }

    [TestMethod]
    public void Cursor_AfterAFailure_NeverGivesAWrongRow()
    {
        var transformer = Tiny.Untrained();
        var view = transformer.Transform(VectorView.Random(5, 3));
        using var cursor = view.GetRowCursor([view.Schema["Embedding"]]);
        transformer.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => cursor.MoveNext());
        Assert.ThrowsExactly<ObjectDisposedException>(() => cursor.MoveNext());
    }
}
