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
/// <param name="parts">Gets all files that are read with one that was located; null means that it is one alone.</param>
internal sealed class FileRows<T>(
    int length, long cacheBytes, Func<string, string> locate, FileRead<T> read, Func<string, IReadOnlyList<string>>? parts = null)
    where T : unmanaged
{
    // What a dictionary entry, its path and an array cost beside the values.
    private const int EntryOverheadBytes = 256;

    private readonly long _capacity = cacheBytes / ((long)length * Unsafe.SizeOf<T>() + EntryOverheadBytes);
    private readonly ConcurrentDictionary<string, (FileState[] State, FileRow<T> Row)> _known = new();
    private readonly ConcurrentBag<FileRow<T>> _free = [];
    private long _count;

    /// <summary>Gets the bytes of a file's values.</summary>
    public long RowBytes => (long)length * Unsafe.SizeOf<T>();

    // Counts those, too, that are about to be remembered.
    private bool IsFull => Interlocked.Read(ref _count) >= _capacity;

    /// <summary>Reads a file to where its values belong.</summary>
    public void Read(string path, Span<T> values)
    {
        var file = locate(path);
        // What will not be remembered needs no memory of ours.
        if (IsFull && !_known.ContainsKey(file))
        {
            read(file, values);
            return;
        }
        var row = TakeLocated(file);
        row.Values.CopyTo(values);
        Return(row);
    }

    /// <summary>Reads a file into memory that is not to be changed, and is given back by <see cref="Return"/>.</summary>
    public FileRow<T> Take(string path) => TakeLocated(locate(path));

    /// <summary>Takes memory back that nobody reads any more.</summary>
    public void Return(FileRow<T> row)
    {
        // What is or was remembered, others may be reading.
        if (!row.IsRemembered)
            _free.Add(row);
    }

    private FileRow<T> TakeLocated(string file)
    {
        // Before it is read: what is written meanwhile is read again.
        var state = _capacity == 0 ? [] : StateOf(file);
        if (_known.TryGetValue(file, out var known) && known.State.AsSpan().SequenceEqual(state))
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
        Remember(file, state, row);
        return row;
    }

    private void Remember(string file, FileState[] state, FileRow<T> row)
    {
        row.IsRemembered = true;
        if (_known.ContainsKey(file))
            _known[file] = (state, row);
        else
            row.IsRemembered = TryAdd(file, state, row);
    }

    private bool TryAdd(string file, FileState[] state, FileRow<T> row)
    {
        if (Interlocked.Increment(ref _count) <= _capacity && _known.TryAdd(file, (state, row)))
            return true;
        // Full, or another thread has read the same file.
        Interlocked.Decrement(ref _count);
        return false;
    }

    private FileState[] StateOf(string file) => parts is null ? [FileState.Of(file)] : [.. parts(file).Select(FileState.Of)];

    /// <summary>What tells that a file has changed: of a link, the file that it leads to.</summary>
    private readonly record struct FileState(DateTime Written, long Length)
    {
        // Of a file that is not there, what no file has.
        public static FileState Of(string path)
        {
            var named = new FileInfo(path);
            if (!named.Exists)
                return default;
            var file = named.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? named;
            return new(file.LastWriteTimeUtc, file.Length);
        }
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
