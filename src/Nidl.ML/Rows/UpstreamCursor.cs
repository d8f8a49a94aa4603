using System.Reflection;
using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// Reads the rows of a view that others made, and says of a failure in which row and column it is. ML.NET's transforms read ahead on other
/// threads, and a row that fails there keeps back all rows of its block: such a block is then looked at again, row by row.
/// </summary>
internal sealed class UpstreamCursor : FollowingCursor
{
    private static readonly MethodInfo _reader =
        new Func<DataViewRow, DataViewSchema.Column, Action>(Reader<int>).Method.GetGenericMethodDefinition();

    private readonly IReadOnlyList<DataViewSchema.Column> _columns;
    private readonly Func<DataViewRowCursor[]>? _openWithoutReadingAhead;
    private long _row = -1;

    private UpstreamCursor(
        DataViewRowCursor rows, IReadOnlyList<DataViewSchema.Column> columns, Func<DataViewRowCursor[]>? openWithoutReadingAhead)
        : base(rows) => (_columns, _openWithoutReadingAhead) = (columns, openWithoutReadingAhead);

    /// <summary>Opens a cursor of a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="columnsNeeded">The columns to be read.</param>
    /// <param name="order">Makes the random numbers, the same each time, that the view shuffles by; null leaves the view's order.</param>
    public static DataViewRowCursor Open(IDataView view, IEnumerable<DataViewSchema.Column> columnsNeeded, Func<Random>? order = null)
    {
        if (OnnxView.Inner(view) is IRowNamingView)
            return view.GetRowCursor(columnsNeeded, order?.Invoke());
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        // The cursor of a set of one is read by the thread that asks.
        return new UpstreamCursor(
            view.GetRowCursor(columns, order?.Invoke()), columns, () => view.GetRowCursorSet(columns, 1, order?.Invoke()));
    }

    /// <exception cref="RowReadException">The next row, or one that was read ahead, fails.</exception>
    public override bool MoveNext()
    {
        try
        {
            if (!Source.MoveNext())
                return false;
            _row++;
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var cause = ReadAheadFailure.CauseOf(failure);
            throw cause as RowReadException ?? (ReferenceEquals(cause, failure) ? RowReadException.AtRow(_row + 1, cause) : Find(cause));
        }
    }

    /// <summary>Gets a getter that throws a <see cref="RowReadException"/> where the view's own throws.</summary>
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        var getter = Source.GetGetter<TValue>(column);
        return (ref TValue value) =>
        {
            try
            {
                getter(ref value);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                var cause = ReadAheadFailure.CauseOf(failure);
                throw cause as RowReadException ?? RowReadException.InColumn(column.Name, _row, cause);
            }
        };
    }

    protected override void Dispose(bool disposing)
    {
        try
        {
            base.Dispose(disposing);
        }
        catch (Exception failure) when (!ReferenceEquals(ReadAheadFailure.CauseOf(failure), failure))
        {
            // ML.NET's cursors throw here what failed in rows that were read ahead, and that nobody has asked for.
        }
    }

    private static Action Reader<TValue>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<TValue>(column);
        TValue value = default!;
        return () => getter(ref value);
    }

    private RowReadException Find(Exception cause)
    {
        try
        {
            if (_openWithoutReadingAhead?.Invoke() is [var rows])
                ReadOn(rows);
        }
        catch (RowReadException found) when (IsLike(found.InnerException!, cause))
        {
            return found;
        }
        catch (Exception)
        {
            // The view does not do the same again: what it did first counts.
        }
        return RowReadException.FromRow(_row + 1, cause);
    }

    // What has been read once is only passed over.
    private void ReadOn(DataViewRowCursor source)
    {
        using var rows = new UpstreamCursor(source, _columns, openWithoutReadingAhead: null);
        Action[] reads = [
            .. _columns.Select(column => (Action)_reader.MakeGenericMethod(column.Type.RawType).Invoke(null, [rows, column])!)];
        while (rows.MoveNext())
            for (var i = 0; i < reads.Length && rows._row > _row; i++)
                reads[i]();
    }

    private static bool IsLike(Exception again, Exception first) => again.GetType() == first.GetType() && again.Message == first.Message;
}
