using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Data;

[TestClass]
public sealed class TrainingRowsTests
{
    private static readonly FeatureColumn Features = new("Features", [3]);

    [TestMethod]
    public void Read_Rows_KeepsOrderAndShape()
    {
        using var scope = NewDisposeScope();
        var tensor = Read(VectorView.Of([1, 2, 3, 4], [5, 6, 7, 8]), new FeatureColumn("Features", [2, 1, 2]), 2);
        CollectionAssert.AreEqual(new long[] { 2, 2, 1, 2 }, tensor.shape);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }, tensor.data<float>().ToArray());
    }

    [TestMethod]
    public void Read_SparseRows_EqualDenseOnes()
    {
        using var scope = NewDisposeScope();
        var sparse = new VectorView(
            [new VBuffer<float>(3, 1, [7f], [1]), new VBuffer<float>(3, [1, 2, 3]), new VBuffer<float>(3, 0, [], []),
                new VBuffer<float>(3, 2, [4f, 5f], [0, 2])]);
        var dense = VectorView.Of([0, 7, 0], [1, 2, 3], [0, 0, 0], [4, 0, 5]);
        CollectionAssert.AreEqual(Read(dense, Features, 4).data<float>().ToArray(), Read(sparse, Features, 4).data<float>().ToArray());
    }

    [TestMethod]
    public void Read_MoreRowsThanAWindowHolds_KeepsAll()
    {
        using var scope = NewDisposeScope();
        // A row of 24 MiB: two fit into a window of 64 MiB, three do not.
        const int Size = 6 << 20;
        var view = VectorView.Of(Row(1), Row(2), Row(3));
        var tensor = Read(view, new FeatureColumn("Features", [Size]), 3);
        for (var row = 0; row < 3; row++)
            Assert.AreEqual((row + 1, row + 1), ((int)tensor[row, 0].ToSingle(), (int)tensor[row, Size - 1].ToSingle()));

        static float[] Row(float value)
        {
            var row = new float[Size];
            Array.Fill(row, value);
            return row;
        }
    }

    [TestMethod]
    public void Read_TwoParts_ReadsBothInOnePass()
    {
        using var scope = NewDisposeScope();
        var view = VectorView.Of([1, 2, 3], [4, 5, 6]);
        var parts = TrainingRows.Read(view, [Features, Features], 2, CancellationToken.None);
        CollectionAssert.AreEqual(parts[0].data<float>().ToArray(), parts[1].data<float>().ToArray());
        Assert.AreEqual((1, 0), (view.CursorCount, view.OpenCursors));
    }

    [TestMethod]
    public void Count_KnownCount_OpensNoCursor()
    {
        var view = VectorView.Random(5, 3);
        Assert.AreEqual(5, TrainingRows.Count(view, CancellationToken.None));
        Assert.AreEqual(0, view.CursorCount);
    }

    [TestMethod]
    public void Count_UnknownCount_PassesOverTheRows()
    {
        var view = new VectorView(VectorView.Random(5, 3).Rows) { RowCount = null };
        Assert.AreEqual(5, TrainingRows.Count(view, CancellationToken.None));
        Assert.AreEqual((1, 0, 0), (view.CursorCount, view.OpenCursors, view.FeatureReads));
    }

    [TestMethod]
    public void Fit_UnknownCount_GivesTheSameEmbeddings()
    {
        var known = VectorView.Random(12, 3);
        using var first = Tiny.FitVectors(known);
        using var second = Tiny.FitVectors(new VectorView(known.Rows) { RowCount = null });
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.Of(first.Transform(known)), Embeddings.Of(second.Transform(known))));
    }

    [TestMethod]
    public void Read_ViewThatEndsEarly_NamesBothCounts()
    {
        var view = new VectorView(VectorView.Random(3, 3).Rows) { RowCount = 5 };
        Error.Is<InvalidOperationException>("The view counted 5 rows, but ended after 3.", () => Read(view, Features, 5));
        Assert.AreEqual(0, view.OpenCursors);
    }

    [TestMethod]
    public void Read_ViewOfMoreRowsThanItSays_NamesBothCounts()
    {
        var view = new VectorView(VectorView.Random(7, 3).Rows) { RowCount = 5 };
        Error.Is<InvalidOperationException>("The view counted 5 rows, but has 7.", () => Read(view, Features, 5));
        Assert.AreEqual((5, 0), (view.FeatureReads, view.OpenCursors));
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(0.3)]
    public void Fit_ViewOfMoreRowsThanItSays_IsRefusedWithBothCounts(double? validationFraction)
    {
        // To learn from the first rows alone would leave out the others unnoticed.
        var view = new VectorView(VectorView.Random(30, 3).Rows) { RowCount = 20 };
        Error.Is<InvalidOperationException>(
            "The view counted 20 rows, but has 30.",
            () => Tiny.FitVectors(view, Tiny.Options with { ValidationFraction = validationFraction }));
        Assert.AreEqual(0, view.OpenCursors);
    }

    [TestMethod]
    public void ReadFirst_FewerThanThereAre_LeavesTheOthers()
    {
        using var scope = NewDisposeScope();
        var view = VectorView.Of([1, 2, 3], [4, 5, 6], [7, 8, 9]);
        CollectionAssert.AreEqual(
            new float[] { 1, 2, 3, 4, 5, 6 },
            TrainingRows.ReadFirst(view, [Features], 2, CancellationToken.None)[0].data<float>().ToArray());
        Assert.AreEqual((2, 0), (view.FeatureReads, view.OpenCursors));
    }

    [TestMethod]
    public void ReadAndCount_ViewThatThrows_NameTheRow()
    {
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(
            Images.Rows(5).Select(row => row.Number < 3 ? row : throw new InvalidDataException("the disk is gone")));
        Error.Is<RowReadException>("Row 3 could not be read: the disk is gone", () => TrainingRows.Count(view, CancellationToken.None));
        var error = Error.Is<RowReadException>(
            "Row 3 could not be read: the disk is gone", () => Read(view, new FeatureColumn("Image", [1, 6, 6]), 5));
        Assert.IsInstanceOfType<InvalidDataException>(error.InnerException);
    }

    [TestMethod]
    public void Read_Canceled_StopsAtTheRow()
    {
        var view = VectorView.Random(3, 3);
        Assert.ThrowsExactly<OperationCanceledException>(() => TrainingRows.Read(view, [Features], 3, new CancellationToken(true)));
        Assert.ThrowsExactly<OperationCanceledException>(
            () => TrainingRows.Count(new VectorView(view.Rows) { RowCount = null }, new CancellationToken(true)));
        Assert.AreEqual((0, 0), (view.FeatureReads, view.OpenCursors));
    }

    [TestMethod]
    public void Read_InputBuffers_AreNotWritten()
    {
        using var scope = NewDisposeScope();
        float[] shared = [1, 2, 3];
        var view = new VectorView([new VBuffer<float>(3, shared), new VBuffer<float>(3, 1, [9f], [2]), new VBuffer<float>(3, shared)]);
        Read(view, Features, 3).fill_(-1);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, shared);
        Assert.AreEqual(9f, view.Rows[1].GetValues()[0]);
    }

    private static Tensor Read(IDataView view, FeatureColumn column, long count) =>
        TrainingRows.Read(view, [column], count, CancellationToken.None)[0];
}
