namespace Nidl.ML;

/// <summary>How the files of a column are read.</summary>
/// <param name="SkipUnreadable">Whether rows whose files cannot be loaded are left out, with a warning.</param>
/// <param name="ReadAhead">The number of files that are read ahead of a cursor on background threads.</param>
/// <param name="CacheBytes">The bytes of arrays that a view remembers.</param>
internal sealed record ArrayReading(
    bool SkipUnreadable = false, int ReadAhead = ArrayReading.DefaultReadAhead, long CacheBytes = ArrayReading.DefaultCacheBytes)
{
    public const int DefaultReadAhead = 4;
    public const long DefaultCacheBytes = 1 << 28;
}
