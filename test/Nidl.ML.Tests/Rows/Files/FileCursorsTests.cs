using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Rows;

[TestClass]
public sealed class FileCursorsTests
{
    [TestMethod]
    public void Dispose_Twice_ClosesRowsAndPathsOnce()
    {
        var view = new Paths();
        var cursor = Open(view, view.Schema);
        Assert.IsTrue(cursor.MoveNext());
        Assert.AreEqual(0, cursor.Read());
        Assert.AreEqual(2, view.OpenCursors);
        cursor.Dispose();
        Assert.AreEqual(0, view.OpenCursors);
        cursor.Dispose();
        Assert.AreEqual(0, view.OpenCursors);
    }

    [TestMethod]
    public void Open_MapThatFails_ClosesTheRows()
    {
        var view = new Paths();
        var cursors = Cursors(view);
        Error.Is<NotSupportedException>(
            "no", () => cursors.Open(view.Schema, readsFiles: true, null, _ => throw new NotSupportedException("no")));
        Error.Is<NotSupportedException>(
            "no", () => cursors.OpenSet(view.Schema, readsFiles: true, 2, null, _ => throw new NotSupportedException("no")));
        Assert.AreEqual(2, view.CursorCount);
        Assert.AreEqual(0, view.OpenCursors);
    }

    [TestMethod]
    public void Read_PathsAheadThatFail_FallsBackOnTheRowsOwn()
    {
        // The second cursor, that of the paths ahead, fails in its third row.
        var view = new Paths { FailingCursor = 1 };
        using var cursor = Open(view, view.Schema);
        for (var row = 0; row < 5; row++)
        {
            Assert.IsTrue(cursor.MoveNext());
            Assert.AreEqual(row, cursor.Read());
        }
        Assert.IsFalse(cursor.MoveNext());
    }

    private static FileCursors<int> Cursors(Paths view) => new(
        view, view.Schema["Path"], new FileRows<int>(1, 0, path => path, (path, values) => values[0] = int.Parse(path)), bytesAhead: 16);

    private static PathCursor Open(Paths view, IEnumerable<DataViewSchema.Column> needed) =>
        (PathCursor)Cursors(view).Open(needed, readsFiles: true, null, rows => new PathCursor(rows));

    private sealed class PathCursor(FileCursor<int> rows) : FollowingCursor(rows)
    {
        public int Read()
        {
            Span<int> values = stackalloc int[1];
            rows.Read($"{Position}", values);
            return values[0];
        }
    }

    /// <summary>Five rows whose paths are their numbers.</summary>
    private sealed class Paths : WatchedView
    {
        public Paths() => Add<ReadOnlyMemory<char>>("Path", TextDataViewType.Instance, (row, ref value) =>
            value = CursorCount > FailingCursor && row == 2 ? throw new InvalidOperationException("no path") : $"{row}".AsMemory());

        public int FailingCursor { get; init; } = int.MaxValue;

        protected override long ActualRows => 5;

        public override long? GetRowCount() => ActualRows;
    }
}
