namespace Nidl.ML;

/// <summary>
/// The windows through which many rows are written into a tensor: a tensor hands out its memory as a span of bytes, whose length is an int.
/// </summary>
internal static class RowWindows
{
    private const int MostBytes = 1 << 26;

    /// <summary>Gets the first row of each window and its number of rows, which have at most 64 MB if that is not less than one.</summary>
    public static IEnumerable<(long Start, int Rows)> Of(long count, int rowBytes)
    {
        var most = Math.Max(1, MostBytes / rowBytes);
        for (var start = 0L; start < count; start += most)
            yield return (start, (int)Math.Min(most, count - start));
    }
}
