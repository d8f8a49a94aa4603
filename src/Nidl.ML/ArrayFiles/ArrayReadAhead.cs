using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// Reads the files of the rows to come on background threads, ahead of a cursor. What it reads is a guess: it has a cursor of its own over
/// the paths, and an array counts only if it is of the path that the row itself has. So order and values are those of reading one file
/// after the other.
/// </summary>
internal sealed class ArrayReadAhead : IDisposable
{
    private readonly ArrayColumn _column;
    private readonly ArrayCache _cache;
    private readonly DataViewRowCursor _paths;
    private readonly ValueGetter<ReadOnlyMemory<char>> _getter;
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<(long Row, string Path, Task<float[]> Values)> _files = new();
    private long _row = -1;
    private long _nextRow;
    private bool _isAtEnd;

    /// <param name="column">The column of arrays.</param>
    /// <param name="cache">What loads them.</param>
    /// <param name="paths">A cursor, at its start, over the paths; it is owned.</param>
    public ArrayReadAhead(ArrayColumn column, ArrayCache cache, DataViewRowCursor paths)
    {
        (_column, _cache, _paths) = (column, cache, paths);
        _getter = paths.GetGetter<ReadOnlyMemory<char>>(column.FindSource(paths.Schema));
    }

    /// <summary>Follows the cursor to its next row: gives up the files of the rows before, and starts to read further ones.</summary>
    public void MoveNext()
    {
        _row++;
        while (_files.TryPeek(out var file) && file.Row < _row)
            GiveUp(_files.Dequeue());
        while (_files.Count <= _column.Reading.ReadAhead && NextPath() is { } path)
            _files.Enqueue((_nextRow++, path, Task.Run(() => _cache.Read(path), _stop.Token)));
    }

    /// <summary>Loads the array of the cursor's row.</summary>
    public void Load(string path, Span<float> values)
    {
        if (_files.TryPeek(out var file) && file.Row == _row && file.Path == path)
            file.Values.GetAwaiter().GetResult().CopyTo(values);
        else
            _cache.Load(path, values);
    }

    /// <summary>Waits for the files that are being read: as long as one takes, at most.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (var (_, _, values) in _files)
            ((Task)values).ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _paths.Dispose();
        _stop.Dispose();
    }

    private void GiveUp((long Row, string Path, Task<float[]> Values) file)
    {
        // Memory that a thread still writes to is left to the collector.
        if (file.Values.IsCompletedSuccessfully)
            _cache.Return(file.Path, file.Values.Result);
    }

    private string? NextPath()
    {
        try
        {
            if (_isAtEnd || !_paths.MoveNext())
            {
                _isAtEnd = true;
                return null;
            }
            ReadOnlyMemory<char> path = default;
            _getter(ref path);
            return path.ToString();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The cursor itself comes to that row, and fails where it belongs.
            _isAtEnd = true;
            return null;
        }
    }
}
