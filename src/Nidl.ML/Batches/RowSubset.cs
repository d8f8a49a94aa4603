using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Some rows of a view, in its order. The values of the others are not asked for.</summary>
internal sealed class RowSubset : IRowNamingView
{
    private readonly IDataView _source;
    private readonly long _sourceCount;
    private readonly long _count;
    private readonly IEnumerable<long> _rows;
    private readonly bool _isNumberedAnew;

    private RowSubset(IDataView source, long sourceCount, long count, IEnumerable<long> rows, bool isNumberedAnew) =>
        (_source, _sourceCount, _count, _rows, _isNumberedAnew) = (source, sourceCount, count, rows, isNumberedAnew);

    public DataViewSchema Schema => _source.Schema;

    /// <summary>Gets false: a row is known by its place among the unshuffled rows.</summary>
    public bool CanShuffle => false;

    /// <summary>Draws rows of a view without replacement, by a seed, and gives them and the others, to readers of ours alone.</summary>
    /// <param name="source">The view.</param>
    /// <param name="count">The rows of the view.</param>
    /// <param name="size">The rows to draw.</param>
    /// <param name="seed">The seed.</param>
    /// <remarks>A row's position is that in the source, so that errors name the row that the user knows.</remarks>
    public static (RowSubset Drawn, RowSubset Others) Divide(IDataView source, long count, long size, long seed) => (
        new(source, count, size, Draw(count, size, seed, isDrawn: true), isNumberedAnew: false),
        new(source, count, count - size, Draw(count, size, seed, isDrawn: false), isNumberedAnew: false));

    /// <summary>Chooses rows of a view, for anyone: positions count from 0, as ML.NET's contract says.</summary>
    /// <param name="source">The view.</param>
    /// <param name="isChosen">For each row of the view, whether it is chosen.</param>
    public static RowSubset Choose(IDataView source, bool[] isChosen) => new(
        source, isChosen.Length, isChosen.LongCount(chosen => chosen),
        Enumerable.Range(0, isChosen.Length).Where(row => isChosen[row]).Select(row => (long)row), isNumberedAnew: true);

    public long? GetRowCount() => _count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, UpstreamCursor.Open(_source, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    // Selection sampling: each row is drawn with the probability that as many are still needed of as many as are left.
    private static IEnumerable<long> Draw(long count, long size, long seed, bool isDrawn)
    {
        var random = new Random(unchecked((int)seed));
        for (var (row, needed) = (0L, size); row < count; row++)
        {
            var isThis = random.NextInt64(count - row) < needed;
            needed -= isThis ? 1 : 0;
            if (isThis == isDrawn)
                yield return row;
        }
    }

    private sealed class Cursor(RowSubset subset, DataViewRowCursor source) : FollowingCursor(source)
    {
        private readonly IEnumerator<long> _rows = subset._rows.GetEnumerator();
        private long _sourceRow = -1;
        private long _row = -1;
        private bool _isOnRow;

        public override long Position => !_isOnRow ? -1 : subset._isNumberedAnew ? _row : Source.Position;

        public override bool MoveNext()
        {
            _isOnRow = _rows.MoveNext() && MoveTo(_rows.Current);
            if (_isOnRow)
                _row++;
            else if (MoveTo(subset._sourceCount - 1))
                TrainingRows.CheckEnd(Source, subset._sourceCount, CancellationToken.None);
            return _isOnRow;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Dispose();
            base.Dispose(disposing);
        }

        private bool MoveTo(long row)
        {
            while (_sourceRow < row && Source.MoveNext())
                _sourceRow++;
            return _sourceRow == row;
        }
    }
}
