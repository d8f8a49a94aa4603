using System.Collections.Concurrent;

namespace Nidl.ML;

/// <summary>
/// Remembers the rows of a view's files within a budget; a file whose size or time of writing has changed is not remembered. Safe from
/// several threads.
/// </summary>
internal sealed class ImageCache(long budgetBytes)
{
    // What a dictionary entry, its path and an array cost beside the pixels.
    private const int EntryOverheadBytes = 256;

    private readonly ConcurrentDictionary<string, (DateTime Written, long Length, byte[] Pixels)> _rows = new();
    private long _bytes;

    /// <summary>Gets the row of a file, which <paramref name="decode"/> makes if it is not remembered.</summary>
    /// <exception cref="IOException">The file is not there.</exception>
    public byte[] GetOrDecode(string path, string fullPath, Func<string, byte[]> decode)
    {
        if (budgetBytes == 0)
            return decode(path);
        var file = new FileInfo(fullPath);
        if (_rows.TryGetValue(fullPath, out var known) && file.Exists && known.Written == file.LastWriteTimeUtc
            && known.Length == file.Length)
            return known.Pixels;
        var pixels = decode(path);
        var bytes = pixels.Length + EntryOverheadBytes;
        if (known.Pixels is not null)
            _rows[fullPath] = (file.LastWriteTimeUtc, file.Length, pixels);
        else if (Interlocked.Add(ref _bytes, bytes) > budgetBytes || !_rows.TryAdd(fullPath, (file.LastWriteTimeUtc, file.Length, pixels)))
            Interlocked.Add(ref _bytes, -bytes);
        return pixels;
    }
}
