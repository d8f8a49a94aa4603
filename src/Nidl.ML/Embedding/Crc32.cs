namespace Nidl.ML;

/// <summary>The checksum of zip archives (ISO 3309, reflected polynomial EDB88320), which .NET writes but does not compare when it unpacks.</summary>
internal static class Crc32
{
    private static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(Remainder)];

    /// <summary>Reads a stream to its end; gets the checksum and the number of bytes.</summary>
    public static (uint Checksum, long Length) Of(Stream stream)
    {
        var buffer = new byte[1 << 16];
        var (state, length) = (uint.MaxValue, 0L);
        for (int read; (read = stream.Read(buffer)) > 0; length += read)
            foreach (var value in buffer.AsSpan(0, read))
                state = _table[(byte)(state ^ value)] ^ (state >> 8);
        return (~state, length);
    }

    private static uint Remainder(int value)
    {
        var remainder = (uint)value;
        for (var bit = 0; bit < 8; bit++)
            remainder = (remainder & 1) != 0 ? (remainder >> 1) ^ 0xEDB88320 : remainder >> 1;
        return remainder;
    }
}
