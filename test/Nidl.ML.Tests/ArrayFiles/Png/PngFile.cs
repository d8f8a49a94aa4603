using System.Buffers.Binary;
using System.IO.Compression;

namespace Nidl.ML.Tests.Png;

/// <summary>Writes gray PNG files of 16 bits a pixel as ISO/IEC 15948 describes them: each line by a filter of its own.</summary>
internal sealed record PngFile(int Width, int Height, ushort[] Pixels)
{
    /// <summary>The filter of a line.</summary>
    public Func<int, int> Filter { get; init; } = _ => 0;

    public byte Depth { get; init; } = 16;

    public byte Color { get; init; }

    public byte Interlace { get; init; }

    /// <summary>The bytes of a chunk of pixels, at most.</summary>
    public int ChunkBytes { get; init; } = int.MaxValue;

    /// <summary>What stands between the header and the pixels, chunk by chunk.</summary>
    public (string Type, byte[] Content)[] Others { get; init; } = [];

    /// <summary>The lines, filtered, not yet packed.</summary>
    public byte[] Lines
    {
        get
        {
            var lines = new List<byte>();
            var above = new byte[2 * Width];
            for (var y = 0; y < Height; y++)
            {
                byte[] line = [.. Pixels[(y * Width)..((y + 1) * Width)].SelectMany(pixel => new[] { (byte)(pixel >> 8), (byte)pixel })];
                var filter = Filter(y);
                lines.Add((byte)filter);
                for (var i = 0; i < line.Length; i++)
                {
                    // a, b and c of the specification: the byte to the left, above, and above the left one.
                    int a = i < 2 ? 0 : line[i - 2], b = above[i], c = i < 2 ? 0 : above[i - 2];
                    var p = a + b - c;
                    int pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
                    var paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
                    var foretold = filter == 0 ? 0 : filter == 1 ? a : filter == 2 ? b : filter == 3 ? (a + b) / 2 : paeth;
                    lines.Add((byte)(line[i] - foretold));
                }
                above = line;
            }
            return [.. lines];
        }
    }

    public byte[] Bytes => BytesOf(Lines);

    /// <summary>The file with other lines.</summary>
    public byte[] BytesOf(byte[] lines)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(lines);
        byte[] header = [.. BigEndian((uint)Width), .. BigEndian((uint)Height), Depth, Color, 0, 0, Interlace];
        return
        [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header),
            .. Others.SelectMany(other => Chunk(other.Type, other.Content)),
            .. packed.ToArray().Chunk(ChunkBytes).SelectMany(part => Chunk("IDAT", part)), .. Chunk("IEND", []),
        ];
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] named = [.. type.Select(letter => (byte)letter), .. content];
        return [.. BigEndian((uint)content.Length), .. named, .. BigEndian(Checksum(named))];
    }

    // Bit by bit, as the specification's appendix defines it.
    private static uint Checksum(byte[] bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var one in bytes)
        {
            checksum ^= one;
            for (var bit = 0; bit < 8; bit++)
                checksum = (checksum & 1) == 1 ? 0xEDB88320 ^ (checksum >> 1) : checksum >> 1;
        }
        return ~checksum;
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
