using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Some rows of a view, in its order. The values of the others are not asked for.</summary>
internal sealed class DrawnRows : IDataView
{
    private readonly IDataView _source;
    private readonly long _count;
    private readonly IEnumerable<long> _positions;

    private DrawnRows(IDataView source, long count, IEnumerable<long> positions) => (_source, _count, _positions) = (source, count, positions);

    /// <summary>Draws rows of a view without replacement, by a seed, and gives them and the others.</summary>
    /// <param name="source">The view.</param>
    /// <param name="count">The rows of the view.</param>
    /// <param name="size">The rows to draw.</param>
    /// <param name="seed">The seed.</param>
    public static (DrawnRows Drawn, DrawnRows Others) Divide(IDataView source, long count, long size, long seed) =>
        (new(source, size, Draw(count, size, seed, isDrawn: true)), new(source, count - size, Draw(count, size, seed, isDrawn: false)));

    public DataViewSchema Schema => _source.Schema;

    /// <summary>Gets false: a row is known by its position.</summary>
    public bool CanShuffle => false;

    public long? GetRowCount() => _count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(_source.GetRowCursor(columnsNeeded), _positions.GetEnumerator());

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

    // Its position is that in the source, so that errors name the row that the user knows.
    private sealed class Cursor(DataViewRowCursor rows, IEnumerator<long> positions) : DataViewRowCursor
    {
        public override DataViewSchema Schema => rows.Schema;

        public override long Position => rows.Position;

        public override long Batch => rows.Batch;

        public override bool MoveNext()
        {
            if (!positions.MoveNext())
                return false;
            while (rows.MoveNext())
            {
                if (rows.Position == positions.Current)
                    return true;
            }
            return false;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => rows.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => rows.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                rows.Dispose();
                positions.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
