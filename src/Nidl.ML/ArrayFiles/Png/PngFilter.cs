namespace Nidl.ML;

/// <summary>The filters by which a PNG file foretells the bytes of a line of pixels: what is stored is the difference.</summary>
internal static class PngFilter
{
    // The bytes of a pixel: gray of 16 bits.
    private const int PixelBytes = 2;

    /// <summary>Makes a line of what is stored of it.</summary>
    /// <param name="filter">The number of the filter: none, sub, up, average, Paeth.</param>
    /// <param name="line">What is stored; the bytes of the line afterwards.</param>
    /// <param name="above">The bytes of the line before; zeros for the first.</param>
    /// <exception cref="InvalidDataException">There is no filter of that number.</exception>
    public static void Undo(byte filter, Span<byte> line, ReadOnlySpan<byte> above)
    {
        if (filter > 4)
            throw new InvalidDataException($"the filter of a line of pixels must be 0 to 4, but is {filter}");
        for (var i = 0; i < line.Length && filter > 0; i++)
        {
            var left = i < PixelBytes ? 0 : line[i - PixelBytes];
            line[i] += (byte)(filter switch
            {
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                _ => Nearest(left, above[i], i < PixelBytes ? 0 : above[i - PixelBytes]),
            });
        }
    }

    // Paeth's: which of the three is nearest to left + above - corner.
    private static int Nearest(int left, int above, int corner)
    {
        var (fromLeft, fromAbove, fromCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - 2 * corner));
        return fromLeft <= fromAbove && fromLeft <= fromCorner ? left : fromAbove <= fromCorner ? above : corner;
    }
}
