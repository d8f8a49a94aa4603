using Microsoft.ML;

namespace Nidl.ML.Tests.Data;

[TestClass]
public sealed class RowSubsetTests
{
    [TestMethod]
    public void Choose_Rows_CountsTheirPositionsAnew()
    {
        var subset = RowSubset.Choose(VectorView.Random(6, 2), [false, true, false, true, true, false]);
        Assert.AreEqual(3L, subset.GetRowCount());
        CollectionAssert.AreEqual(new[] { (-1L, -1), (0, 1), (1, 3), (2, 4), (-1, -1), (-1, -1) }, Walk(subset));
    }

    [TestMethod]
    public void Divide_Rows_KeepTheirPositionsAndLeaveNoneOut()
    {
        var (drawn, others) = RowSubset.Divide(VectorView.Random(20, 2), 20, 6, seed: 3);
        Assert.AreEqual((6L, 14L), (drawn.GetRowCount(), others.GetRowCount()));
        (long Position, int Number)[] rows = [.. Walk(drawn)[1..7], .. Walk(others)[1..15]];
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 20).Select(row => ((long)row, row)).ToArray(), rows);
    }

    [TestMethod]
    public void Divide_RowsOfASubset_AreFoundByTheirPlaceInIt()
    {
        var (_, others) = RowSubset.Divide(VectorView.Random(20, 2), 20, 6, seed: 3);
        var (all, none) = RowSubset.Divide(others, 14, 14, seed: 4);
        CollectionAssert.AreEqual(Walk(others), Walk(all));
        CollectionAssert.AreEqual(new[] { (-1L, -1), (-1, -1), (-1, -1) }, Walk(none));
    }

    [TestMethod]
    public void MoveNext_SourceOfMoreRowsThanItSays_NamesBothCounts()
    {
        var view = VectorView.Random(23, 2);
        var (drawn, others) = RowSubset.Divide(view, 20, 6, seed: 3);
        foreach (var subset in new[] { drawn, others, RowSubset.Choose(view, new bool[20]) })
            Error.Is<InvalidOperationException>("The view counted 20 rows, but has 23.", () => Walk(subset));
        Assert.AreEqual(0, view.OpenCursors);
    }

    // The position and the number of the row: before the first row, on each, and twice after the last.
    private static (long Position, int Number)[] Walk(IDataView view)
    {
        using var cursor = view.GetRowCursor([view.Schema["Number"]]);
        var getter = cursor.GetGetter<int>(view.Schema["Number"]);
        List<(long, int)> rows = [(cursor.Position, -1)];
        while (cursor.MoveNext())
        {
            var number = -1;
            getter(ref number);
            rows.Add((cursor.Position, number));
        }
        rows.Add((cursor.Position, -1));
        Assert.IsFalse(cursor.MoveNext());
        rows.Add((cursor.Position, -1));
        return [.. rows];
    }
}
