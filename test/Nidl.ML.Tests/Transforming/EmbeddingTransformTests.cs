using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Embedding;

[TestClass]
public sealed class EmbeddingTransformTests
{
    [TestMethod]
    public void Transform_Rows_EqualTheRowMapper()
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Random(20, 3);
        Embeddings.AreClose(ByMapper(transformer, view), Embeddings.Of(transformer.Transform(view)));
    }

    [TestMethod]
    public void Transform_BatchNormEncoder_DoesNotDependOnNeighborsOrOrder()
    {
        using var transformer = Tiny.Fit(
            new MLContext(1),
            Tiny.Options with { Encoder = new ConvNet2d { HiddenChannels = [4], EmbeddingDimension = 4, Strides = [1, 2] } });
        var rows = Images.Rows(600, seed: 3);
        float[][] Embed(IEnumerable<ImageRow> some) => Embeddings.Of(transformer.Transform(new MLContext(1).Data.LoadFromEnumerable(some)));
        var all = Embed(rows);
        Embeddings.AreClose(all, [.. Embed(rows.Reverse()).Reverse()]);
        Embeddings.AreClose(all[..3], Embed(rows[..3]));
        Embeddings.AreClose(all[300..301], Embed(rows[300..301]));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(255)]
    [DataRow(256)]
    [DataRow(257)]
    public void Transform_AnyNumberOfRows_KeepsEachAndItsOrder(int count)
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Random(300, 3);
        var expected = Embeddings.Of(transformer.Transform(view))[..count];
        var rows = new VectorView(view.Rows[..count], new VectorDataViewType(NumberDataViewType.Single, 3));
        var actual = Embeddings.Of(transformer.Transform(rows));
        Assert.HasCount(count, actual);
        if (count > 0)
            Embeddings.AreClose(expected, actual);
    }

    [TestMethod]
    public void Transform_OtherColumns_PassThroughBesideTheirRow()
    {
        var ml = new MLContext(1);
        using var transformer = Tiny.Fit(ml);
        var rows = ml.Data.CreateEnumerable<EmbeddedRow>(transformer.Transform(Images.View(ml, 300)), reuseRowObject: false).ToArray();
        CollectionAssert.AreEqual(Enumerable.Range(0, 300).ToArray(), rows.Select(row => row.Number).ToArray());
        Embeddings.AreClose(Embeddings.Of(transformer.Transform(Images.View(ml, 300))), [.. rows.Select(row => row.Embedding)]);
        CollectionAssert.AreEqual(Images.Rows(300)[7].Image, Embeddings.Of(transformer.Transform(Images.View(ml, 300)), "Image")[7]);
    }

    [TestMethod]
    public void Transform_EmbeddingThatNobodyAsksFor_CostsNothing()
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Random(20, 3);
        var numbers = transformer.Transform(view).GetColumn<int>("Number").ToArray();
        Assert.HasCount(20, numbers);
        Assert.AreEqual((0L, 1, 0), (transformer.FrozenNetwork.ForwardPasses, view.CursorCount, view.FeatureReads));
    }

    [TestMethod]
    public void Transform_SparseRows_EqualDenseOnes()
    {
        using var transformer = Tiny.Untrained();
        var sparse = new VectorView(
            [new VBuffer<float>(3, 1, [7f], [1]), new VBuffer<float>(3, [1, 2, 3]), new VBuffer<float>(3, 0, [], [])]);
        var dense = VectorView.Of([0, 7, 0], [1, 2, 3], [0, 0, 0]);
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(transformer.Transform(dense)), Embeddings.Of(transformer.Transform(sparse))));
        Embeddings.AreClose(ByMapper(transformer, dense), ByMapper(transformer, sparse));
    }

    [TestMethod]
    public void Transform_InputBuffers_AreNotWritten()
    {
        using var transformer = Tiny.Untrained();
        float[] shared = [1, 2, 3];
        var view = new VectorView([new VBuffer<float>(3, shared), new VBuffer<float>(3, 1, [9f], [2]), new VBuffer<float>(3, shared)]);
        Embeddings.Of(transformer.Transform(view));
        ByMapper(transformer, view);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, shared);
        Assert.AreEqual((9f, 2), (view.Rows[1].GetValues()[0], view.Rows[1].GetIndices()[0]));
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(256)]
    [DataRow(270)]
    public void Transform_RowThatIsNotFinite_FailsAtItAlone(int bad)
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Random(300, 3);
        var expected = Embeddings.Of(transformer.Transform(view));
        view.Rows[bad] = new VBuffer<float>(3, [1, float.NaN, 3]);
        var read = ReadUntilItFails(transformer.Transform(view), out var error);
        Assert.AreEqual(
            $"Column 'Features' must have finite values, but row {bad} has NaN at index 1; replace missing values first.", error?.Message);
        Embeddings.AreClose(expected[..bad], read);
    }

    [TestMethod]
    public void Transform_RowOfAnotherLength_FailsAtItAlone()
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Random(6, 3);
        view.Rows[4] = new VBuffer<float>(2, [1, 2]);
        Assert.HasCount(4, ReadUntilItFails(transformer.Transform(view), out var error));
        Assert.AreEqual("Column 'Features' must have 3 values in every row, but row 4 has 2.", error?.Message);
    }

    [TestMethod]
    public void Transform_BadRowThatNobodyAsksFor_DoesNotFail()
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Of([1, 2, 3], [float.NaN, 2, 3]);
        CollectionAssert.AreEqual(new[] { 0, 1 }, transformer.Transform(view).GetColumn<int>("Number").ToArray());
    }

    [TestMethod]
    public void Transform_ViewOfAnotherOrderForTheSecondCursor_SaysSo()
    {
        using var transformer = Tiny.Untrained();
        var view = new VectorView(VectorView.Random(3, 3).Rows) { OrderOfCursor = cursor => cursor == 0 ? [0, 1, 2] : [0, 2, 1] };
        Assert.HasCount(1, ReadUntilItFails(transformer.Transform(view), out var error));
        Assert.AreEqual(
            "The view must give the same rows in the same order to every cursor, "
            + $"but its second cursor gave row {new DataViewRowId(2, 0)} where the first gave row {new DataViewRowId(1, 0)}; "
            + "add AppendCacheCheckpoint before the embedding.",
            error?.Message);
    }

    [TestMethod]
    public void Transform_ViewOfFewerRowsForTheSecondCursor_SaysSo()
    {
        using var transformer = Tiny.Untrained();
        var view = new VectorView(VectorView.Random(3, 3).Rows) { OrderOfCursor = cursor => cursor == 0 ? [0, 1, 2] : [0, 1] };
        Assert.HasCount(2, ReadUntilItFails(transformer.Transform(view), out var error));
        Assert.AreEqual(
            "The view must give the same rows in the same order to every cursor, but its second cursor gave no row where the first gave "
            + $"row {new DataViewRowId(2, 0)}; "
            + "add AppendCacheCheckpoint before the embedding.",
            error?.Message);
    }

    [TestMethod]
    public void Transform_ShuffledView_KeepsItsOrder()
    {
        var ml = new MLContext(1);
        using var transformer = Tiny.Fit(ml);
        var shuffled = ml.Data.ShuffleRows(Images.View(ml, 50), seed: 4);
        var rows = ml.Data.CreateEnumerable<EmbeddedRow>(transformer.Transform(shuffled), reuseRowObject: false).ToArray();
        var inOrder = Embeddings.Of(transformer.Transform(Images.View(ml, 50)));
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 50).ToArray(), rows.Select(row => row.Number).ToArray());
        Embeddings.AreClose([.. rows.Select(row => inOrder[row.Number])], [.. rows.Select(row => row.Embedding)]);
    }

    [TestMethod]
    public void Transform_View_DoesNotShuffleAndGivesOneCursor()
    {
        using var transformer = Tiny.Untrained();
        var view = VectorView.Random(5, 3);
        var transformed = transformer.Transform(view);
        Assert.IsFalse(transformed.CanShuffle);
        Assert.AreEqual(5L, transformed.GetRowCount());
        Assert.IsNull(transformer.Transform(new VectorView(view.Rows) { RowCount = null }).GetRowCount());
        var cursors = transformed.GetRowCursorSet(transformed.Schema, 4, new Random(1));
        Assert.HasCount(1, cursors);
        cursors[0].Dispose();
        Assert.IsFalse(view.WasAskedToShuffle);
        Assert.AreEqual(0, view.OpenCursors);
    }

    internal static float[][] ByMapper(EmbeddingTransformer transformer, IDataView view)
    {
        var mapper = transformer.GetRowToRowMapper(view.Schema);
        var output = mapper.OutputSchema["Embedding"];
        using var cursor = view.GetRowCursor(mapper.GetDependencies([output]));
        using var row = mapper.GetRow(cursor, [output]);
        return Embeddings.Of(cursor, row.GetGetter<VBuffer<float>>(output));
    }

    private static float[][] ReadUntilItFails(IDataView view, out InvalidOperationException? error)
    {
        using var cursor = view.GetRowCursor([view.Schema["Embedding"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Embedding"]);
        var rows = new List<float[]>();
        VBuffer<float> buffer = default;
        try
        {
            while (cursor.MoveNext())
            {
                getter(ref buffer);
                rows.Add([.. buffer.DenseValues()]);
            }
            error = null;
        }
        catch (InvalidOperationException failure)
        {
            error = failure;
        }
        return [.. rows];
    }
}
