namespace Nidl.ML;

/// <summary>How the files of a column are read.</summary>
/// <param name="SkipUnreadable">Whether rows whose files cannot be loaded are left out, with a warning.</param>
/// <param name="ReadAheadBytes">The bytes of arrays that are read ahead of a cursor on background threads.</param>
/// <param name="CacheBytes">The bytes of arrays that a view remembers.</param>
internal sealed record ArrayReading(
    bool SkipUnreadable = false, long ReadAheadBytes = ArrayReading.DefaultReadAheadBytes, long CacheBytes = ArrayReading.DefaultCacheBytes)
{
    public const long DefaultReadAheadBytes = 1 << 25;
    public const long DefaultCacheBytes = 1 << 28;
}
