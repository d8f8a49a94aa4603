using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// Reads the files of the rows to come on the thread pool, ahead of a cursor. What it reads is a guess: it has a cursor of its own over the
/// paths, and a file counts only if it is of the path that the row itself has. So order and values are those of reading one file after
/// the other.
/// </summary>
internal sealed class FileReadAhead<T> : IDisposable
    where T : unmanaged
{
    // More than that is not read at once.
    private const int MostFilesAProcessor = 4;

    private readonly FileRows<T> _rows;
    private readonly DataViewRowCursor _paths;
    private readonly int _capacity;
    private readonly ValueGetter<ReadOnlyMemory<char>> _getter;
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<(long Row, string Path, Task<FileRow<T>> File)> _files = new();
    private long _row = -1;
    private long _nextRow;
    private bool _isAtEnd;

    /// <param name="rows">What reads the files.</param>
    /// <param name="paths">A cursor, at its start, over the paths; it is owned.</param>
    /// <param name="column">The column of paths.</param>
    /// <param name="bytes">The most bytes that are ahead, if that is not less than one file's values.</param>
    public FileReadAhead(FileRows<T> rows, DataViewRowCursor paths, DataViewSchema.Column column, long bytes)
    {
        (_rows, _paths) = (rows, paths);
        _capacity = (int)Math.Clamp(bytes / rows.RowBytes, 1, MostFilesAProcessor * Environment.ProcessorCount);
        _getter = paths.GetGetter<ReadOnlyMemory<char>>(column);
    }

    /// <summary>Follows the cursor to its next row: gives up the files of the rows before, and starts to read further ones.</summary>
    public void MoveNext()
    {
        _row++;
        while (_files.TryPeek(out var file) && file.Row < _row)
            GiveUp(_files.Dequeue().File);
        while (_files.Count <= _capacity && NextPath() is { } path)
            _files.Enqueue((_nextRow++, path, Task.Run(() => _rows.Take(path), _stop.Token)));
    }

    /// <summary>Reads the file of the cursor's row to where its values belong.</summary>
    public void Read(string path, Span<T> values)
    {
        if (_files.TryPeek(out var file) && file.Row == _row && file.Path == path)
            file.File.GetAwaiter().GetResult().Values.CopyTo(values);
        else
            _rows.Read(path, values);
    }

    /// <summary>Waits for the files that are being read: as long as one takes, at most.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (var (_, _, file) in _files)
            ((Task)file).ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _paths.Dispose();
        _stop.Dispose();
    }

    private void GiveUp(Task<FileRow<T>> file)
    {
        // Memory that a thread still writes to is left to the collector.
        if (file.IsCompletedSuccessfully)
            _rows.Return(file.Result);
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
