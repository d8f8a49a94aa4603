using Microsoft.ML;

namespace Nidl.ML;

/// <summary>The paths of rows to come, by a cursor of its own that is opened when it is needed first.</summary>
/// <param name="open">Opens the cursor, with the column active.</param>
/// <param name="column">The column of paths.</param>
internal sealed class PathsAhead(Func<DataViewRowCursor> open, DataViewSchema.Column column) : IDisposable
{
    private DataViewRowCursor? _rows;
    private ValueGetter<ReadOnlyMemory<char>>? _getter;
    private long _row = -1;
    private bool _isAtEnd;

    /// <summary>Gets the path of a row, which must lie behind those that were asked for before; null if nothing is known of it.</summary>
    public string? At(long row)
    {
        try
        {
            if (_isAtEnd || !MoveTo(row))
                return null;
            ReadOnlyMemory<char> path = default;
            _getter!(ref path);
            return path.ToString();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The cursor that is followed comes to that row, and fails where it belongs.
            _isAtEnd = true;
            return null;
        }
    }

    public void Dispose()
    {
        _isAtEnd = true;
        _rows?.Dispose();
        _rows = null;
    }

    private bool MoveTo(long row)
    {
        _rows ??= open();
        _getter ??= _rows.GetGetter<ReadOnlyMemory<char>>(column);
        for (; _row < row && !_isAtEnd; _row++)
            _isAtEnd = !_rows.MoveNext();
        return !_isAtEnd;
    }
}
