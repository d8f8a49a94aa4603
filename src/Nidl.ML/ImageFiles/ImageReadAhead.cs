using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// Decodes the files of the next rows on the thread pool: runs ahead of a cursor, on the cursor's thread, by one of its own over the paths
/// alone. What
/// it gives is looked at by path, so rows in another order than was foreseen only cost time.
/// </summary>
/// <param name="cursor">Gives the paths, in the order of the rows; owned.</param>
/// <param name="paths">The column of paths.</param>
/// <param name="capacity">The most rows that are ahead.</param>
/// <param name="load">Decodes a file; safe from several threads.</param>
internal sealed class ImageReadAhead(
    DataViewRowCursor cursor, DataViewSchema.Column paths, int capacity, Func<string, DecodedRow> load) : IDisposable
{
    private readonly ValueGetter<ReadOnlyMemory<char>> _getter = cursor.GetGetter<ReadOnlyMemory<char>>(paths);
    private readonly Queue<(string Path, Task<DecodedRow> Row)> _ahead = new();
    private readonly CancellationTokenSource _stop = new();
    private (string Path, Task<DecodedRow> Row)? _current;
    private bool _isAtEnd;

    /// <summary>Moves to the next row, and has those after it decoded.</summary>
    public void MoveNext()
    {
        while (_ahead.Count <= capacity && !_isAtEnd)
            Foresee();
        _current = _ahead.TryDequeue(out var next) ? next : null;
    }

    /// <summary>Gets what became of the current row's file, which was foreseen or is decoded now.</summary>
    public DecodedRow Load(string path) =>
        _current is { } foreseen && foreseen.Path == path ? foreseen.Row.GetAwaiter().GetResult() : load(path);

    /// <summary>Ends the decoding, and waits for what has begun.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        if (_current is { } current)
            _ahead.Enqueue(current);
        foreach (var (_, row) in _ahead)
            ((IAsyncResult)row).AsyncWaitHandle.WaitOne();
        _stop.Dispose();
        cursor.Dispose();
    }

    private void Foresee()
    {
        try
        {
            _isAtEnd = !cursor.MoveNext();
            if (_isAtEnd)
                return;
            ReadOnlyMemory<char> path = default;
            _getter(ref path);
            var text = path.ToString();
            _ahead.Enqueue((text, Task.Run(() => load(text), _stop.Token)));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The cursor that runs behind comes to the same row, and says what is wrong.
            _isAtEnd = true;
        }
    }
}
