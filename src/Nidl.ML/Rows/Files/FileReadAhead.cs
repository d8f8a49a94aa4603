using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// Reads the files of the rows to come on the thread pool, ahead of a cursor. What it reads is a guess: it has a cursor of its own over the
/// paths, and a file counts only if it is of the path that the row itself has. So order and values are those of reading one file after
/// the other.
/// </summary>
/// <remarks>
/// How far it looks ahead grows by one file with each row that is read, and falls to none where a row is passed over: whoever reads some
/// rows alone has no more files read in vain than rows.
/// </remarks>
/// <param name="rows">What reads the files.</param>
/// <param name="openPaths">Opens a cursor over the paths, in the order of the rows.</param>
/// <param name="column">The column of paths.</param>
/// <param name="bytes">The most bytes that are ahead, if that is not less than one file's values.</param>
internal sealed class FileReadAhead<T>(
    FileRows<T> rows, Func<DataViewRowCursor> openPaths, DataViewSchema.Column column, long bytes) : IDisposable
    where T : unmanaged
{
    // More than that is not read at once.
    private const int MostFilesAProcessor = 4;

    private readonly PathsAhead _paths = new(openPaths, column);
    private readonly int _capacity = (int)Math.Clamp(bytes / rows.RowBytes, 1, MostFilesAProcessor * Environment.ProcessorCount);

    // Of the cursor's row, if it was foreseen, and of those behind it without a gap.
    private readonly List<Foreseen> _files = [];

    // Of rows that were passed over, but that a thread still reads.
    private readonly List<FileReading<T>> _abandoned = [];
    private long _row = -1;
    private bool _isRead = true;
    private int _window;

    private int FirstAhead => _files is [var first, ..] && first.Row == _row ? 1 : 0;

    /// <summary>Follows the cursor to its next row, and gives up the files of the rows before.</summary>
    public void MoveNext()
    {
        if (!_isRead)
            LookNoFurther();
        (_row, _isRead) = (_row + 1, false);
        while (_files is [var file, ..] && file.Row < _row)
        {
            Abandon(file.Reading);
            _files.RemoveAt(0);
        }
    }

    /// <summary>Reads the file of the cursor's row to where its values belong, while those of the next rows are read.</summary>
    public void Read(string path, Span<T> values)
    {
        if (!_isRead)
            LookFurther();
        var reading = _files is [var file, ..] && file.Row == _row && file.Path == path ? file.Reading : null;
        // What no thread has begun is done at once.
        if (reading is null || reading.GiveUp())
            rows.Read(path, values);
        else
            reading.Wait().Values.CopyTo(values);
    }

    /// <summary>Waits for the files that are being read: as long as one takes, at most. Further calls do nothing.</summary>
    public void Dispose()
    {
        foreach (var file in _files)
            Abandon(file.Reading);
        _files.Clear();
        foreach (var reading in _abandoned)
            reading.End();
        _abandoned.Clear();
        _paths.Dispose();
    }

    private void LookNoFurther()
    {
        _window = 0;
        foreach (var file in _files)
            if (file.Reading is { } reading && reading.GiveUp())
                file.Reading = null;
    }

    private void LookFurther()
    {
        _isRead = true;
        _window = Math.Min(_window + 1, _capacity);
        _abandoned.RemoveAll(reading => reading.TryEnd());
        var first = FirstAhead;
        var free = _capacity - _abandoned.Count - _files.Skip(first).Count(file => file.Reading is not null);
        for (var i = 0; i < _window && free > 0; i++)
        {
            if (first + i == _files.Count && !Foresee(_row + 1 + i))
                return;
            if (_files[first + i].Reading is not null)
                continue;
            _files[first + i].Reading = new(rows, _files[first + i].Path);
            free--;
        }
    }

    private bool Foresee(long row)
    {
        if (_paths.At(row) is not { } path)
            return false;
        _files.Add(new(row, path));
        return true;
    }

    private void Abandon(FileReading<T>? reading)
    {
        if (reading is not null && !reading.GiveUp() && !reading.TryEnd())
            _abandoned.Add(reading);
    }

    private sealed class Foreseen(long row, string path)
    {
        public long Row => row;

        public string Path => path;

        public FileReading<T>? Reading { get; set; }
    }
}
