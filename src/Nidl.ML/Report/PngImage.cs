using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Nidl.ML;

/// <summary>
/// Writes small pictures of 8 bits a channel as PNG (ISO/IEC 15948): signature, header, one zlib stream of unfiltered lines, end.
/// </summary>
internal static class PngImage
{
    private const byte Gray = 0;
    private const byte TrueColor = 2;

    /// <summary>Gets the file's bytes.</summary>
    /// <param name="pixels">Line by line from the top, the channels of a pixel side by side.</param>
    /// <param name="width">The pixels of a line.</param>
    /// <param name="height">The lines.</param>
    /// <param name="channels">1, gray, or 3: red, green, blue.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, channels == 1 ? Gray : TrueColor);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(pixels, width * channels, height));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Gets the picture as the address of an image in a page.</summary>
    public static string DataUri(ReadOnlySpan<byte> pixels, int width, int height, int channels) =>
        "data:image/png;base64," + Convert.ToBase64String(Encode(pixels, width, height, channels));

    private static byte[] Compress(ReadOnlySpan<byte> pixels, int lineBytes, int lines)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            for (var line = 0; line < lines; line++)
            {
                zlib.WriteByte(0); // the line's filter: none
                zlib.Write(pixels.Slice(line * lineBytes, lineBytes));
            }
        }
        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(type);
        file.Write(content);
        var checksum = new Crc32();
        checksum.Append(type);
        checksum.Append(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, checksum.GetCurrentHashAsUInt32());
        file.Write(number);
    }
}
