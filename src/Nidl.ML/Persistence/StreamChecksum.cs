using System.IO.Hashing;

namespace Nidl.ML;

/// <summary>Computes the CRC-32 of zip archives (ISO 3309) over a stream.</summary>
internal static class StreamChecksum
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Reads a stream from its position on.</summary>
    /// <param name="stream">The stream; need not seek.</param>
    /// <param name="atMost">Where to stop if the stream does not end before.</param>
    /// <returns>The checksum, and the number of bytes that were read.</returns>
    public static (uint Checksum, long Length) Of(Stream stream, long atMost = long.MaxValue)
    {
        var checksum = new Crc32();
        var buffer = new byte[BlockBytes];
        var length = 0L;
        for (int read; (read = stream.Read(buffer, 0, (int)Math.Min(BlockBytes, atMost - length))) > 0; length += read)
            checksum.Append(buffer.AsSpan(0, read));
        return (checksum.GetCurrentHashAsUInt32(), length);
    }
}
