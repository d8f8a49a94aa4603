using System.Buffers.Binary;

namespace Nidl.ML;

/// <summary>The header of a gray PNG file of 16 bits a pixel.</summary>
internal sealed record PngHeader(int Width, int Height)
{
    private const int Bytes = 13;

    // Half a gibibyte of Single: a file of a few bytes can announce any size.
    private const long MostPixels = 1L << 27;

    // The most that a byte of deflate can become.
    private const long MostExpansion = 1032;

    private static readonly Dictionary<byte, string> _colors = new()
    {
        [0] = "gray", [2] = "RGB", [3] = "a palette", [4] = "gray with alpha", [6] = "RGB with alpha",
    };

    /// <summary>Gets the shape of the image.</summary>
    public InputShape Shape => [1, Height, Width];

    /// <summary>Reads the header, the file's first chunk.</summary>
    /// <exception cref="InvalidDataException">It is none, or of an image of another kind.</exception>
    public static PngHeader Read(PngChunks chunks)
    {
        chunks.ReadSignature();
        if (chunks.MoveNext() != "IHDR" || chunks.Left != Bytes)
            throw new InvalidDataException($"its first chunk must be IHDR of {Bytes} bytes, but is {chunks.Type} of {chunks.Left}");
        Span<byte> header = stackalloc byte[Bytes];
        chunks.Read(header);
        chunks.End();
        CheckKind(depth: header[8], color: header[9], isInterlaced: header[12] != 0);
        if (header[10] != 0 || header[11] != 0)
            throw new InvalidDataException($"its methods of compression and filtering must be 0, but are {header[10]} and {header[11]}");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        CheckSize(width, height, chunks.FileLength);
        return new((int)width, (int)height);
    }

    private static void CheckKind(byte depth, byte color, bool isInterlaced)
    {
        if (depth != 16 || color != 0)
            throw new InvalidDataException(
                $"it must be gray of 16 bits a pixel, but is {_colors.GetValueOrDefault(color, $"of color type {color}")} "
                + $"of {depth} bits a channel; LoadImages reads others");
        if (isInterlaced)
            throw new InvalidDataException("its lines must stand in order, but are interlaced (Adam7); save it without");
    }

    private static void CheckSize(uint width, uint height, long fileLength)
    {
        if (width == 0 || height == 0 || width > int.MaxValue || height > int.MaxValue || (long)width * height > MostPixels)
            throw new InvalidDataException($"it must have 1 to {MostPixels} pixels, but is {width} x {height}");
        if ((2L * width + 1) * height > MostExpansion * fileLength)
            throw new InvalidDataException(
                $"its header announces {width} x {height} pixels, which cannot be in a file of {fileLength} bytes");
    }
}
