using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Nidl.ML;

/// <summary>
/// Reads the files that a view's rows name, each as values of one number, into memory that is used again, and remembers the first of them
/// within a budget: of a pass that is repeated, so much is read once. A file whose size or time of writing has changed is read again. Safe
/// from several threads.
/// </summary>
/// <param name="length">The number of a file's values.</param>
/// <param name="cacheBytes">The bytes that may be remembered.</param>
/// <param name="locate">Gets where the file of a row's path lies.</param>
/// <param name="read">Reads a file that was located.</param>
internal sealed class FileRows<T>(int length, long cacheBytes, Func<string, string> locate, FileRead<T> read)
    where T : unmanaged
{
    // What a dictionary entry, its path and an array cost beside the values.
    private const int EntryOverheadBytes = 256;

    private readonly long _capacity = cacheBytes / ((long)length * Unsafe.SizeOf<T>() + EntryOverheadBytes);
    private readonly ConcurrentDictionary<string, (FileState State, FileRow<T> Row)> _known = new();
    private readonly ConcurrentBag<FileRow<T>> _free = [];
    private long _count;

    /// <summary>Gets the bytes of a file's values.</summary>
    public long RowBytes => (long)length * Unsafe.SizeOf<T>();

    /// <summary>Reads a file to where its values belong.</summary>
    public void Read(string path, Span<T> values)
    {
        if (_capacity == 0)
        {
            read(locate(path), values);
            return;
        }
        var row = Take(path);
        row.Values.CopyTo(values);
        Return(row);
    }

    /// <summary>Reads a file into memory that is not to be changed, and is given back by <see cref="Return"/>.</summary>
    public FileRow<T> Take(string path)
    {
        var file = locate(path);
        var state = _capacity == 0 ? default : FileState.Of(file);
        if (_known.TryGetValue(file, out var known) && known.State == state)
            return known.Row;
        var row = _free.TryTake(out var free) ? free : new FileRow<T>(length);
        try
        {
            read(file, row.Values);
        }
        catch
        {
            _free.Add(row);
            throw;
        }
        if (_capacity > 0)
            Remember(file, state, row);
        return row;
    }

    /// <summary>Takes memory back that nobody reads any more.</summary>
    public void Return(FileRow<T> row)
    {
        // What is or was remembered, others may be reading.
        if (!row.IsRemembered)
            _free.Add(row);
    }

    private void Remember(string file, FileState state, FileRow<T> row)
    {
        if (!_known.ContainsKey(file) && Interlocked.Increment(ref _count) > _capacity)
        {
            Interlocked.Decrement(ref _count);
            return;
        }
        row.IsRemembered = true;
        _known[file] = (state, row);
    }

    /// <summary>What tells that a file has changed.</summary>
    private readonly record struct FileState(DateTime Written, long Length)
    {
        // Of a file that is not there, what no file has.
        public static FileState Of(string path) =>
            new FileInfo(path) is { Exists: true } file ? new(file.LastWriteTimeUtc, file.Length) : default;
    }
}

/// <summary>The values of a file.</summary>
internal sealed class FileRow<T>(int length)
{
    /// <summary>Gets the values.</summary>
    public T[] Values { get; } = GC.AllocateUninitializedArray<T>(length);

    /// <summary>Gets or sets whether several may read them, now and later.</summary>
    public bool IsRemembered { get; set; }
}

/// <summary>Reads a file to where its values belong.</summary>
internal delegate void FileRead<T>(string path, Span<T> values);
