using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using SkiaSharp;

namespace Nidl.ML.Tests.ImageLoading;

/// <summary>Makes image files of all sorts.</summary>
internal static class Pictures
{
    /// <summary>A picture without sharp edges, so that little is lost by JPEG.</summary>
    public static SKBitmap Smooth(int width, int height)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, new SKColor(
                    (byte)(x * 255 / width), (byte)(y * 255 / height),
                    (byte)(127 + 120 * Math.Sin(x * 6.0 / width) * Math.Cos(y * 5.0 / height))));
        return bitmap;
    }

    /// <summary>A picture of random pixels.</summary>
    public static SKBitmap Noise(int width, int height, int seed = 1, SKAlphaType alpha = SKAlphaType.Opaque)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, alpha));
        var random = new Random(seed);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(
                    x, y, new SKColor(Byte(random), Byte(random), Byte(random), alpha == SKAlphaType.Opaque ? (byte)255 : Byte(random)));
        return bitmap;
    }

    public static byte[] Png(SKBitmap bitmap) => Encode(bitmap, SKEncodedImageFormat.Png, 100);

    public static byte[] Jpeg(SKBitmap bitmap, int quality = 90) => Encode(bitmap, SKEncodedImageFormat.Jpeg, quality);

    /// <summary>A JPEG with an EXIF note of how the camera was held, 1 to 8.</summary>
    public static byte[] Turned(byte[] jpeg, int orientation)
    {
        // Marker and length; "Exif"; a TIFF header; one entry: tag 0x112, type SHORT, one value.
        byte[] note =
        [
            0xFF, 0xE1, 0, 34, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8,
            0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. note, .. jpeg[2..]];
    }

    /// <summary>A gray PNG of 16 bits a pixel.</summary>
    public static byte[] Gray16(int width, int height, Func<int, ushort> value)
    {
        var rows = new MemoryStream();
        using (var zlib = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                for (var x = 0; x < width; x++)
                    zlib.Write([(byte)(value(y * width + x) >> 8), (byte)value(y * width + x)]);
            }
        byte[] header = [.. BigEndian(width), .. BigEndian(height), 16, 0, 0, 0, 0];
        return [
            0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, rows.ToArray()),
            .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] content)
    {
        byte[] named = [.. name, .. content];
        return [.. BigEndian(content.Length), .. named, .. BigEndian((int)Crc32.HashToUInt32(named))];
    }

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte Byte(Random random) => (byte)random.Next(256);

    private static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format, int quality)
    {
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }
}
