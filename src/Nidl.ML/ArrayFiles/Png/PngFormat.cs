using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>Gray PNG files of 16 bits a pixel: images of shape (1, height, width), of values from 0 to 65535 (ISO/IEC 15948).</summary>
internal sealed record PngFormat : IArrayFormat
{
    [JsonIgnore]
    public string MethodName => nameof(PngCatalog.LoadGrayImages16);

    public ArrayGrid ReadGrid(string path)
    {
        using var chunks = Open(path);
        return new(PngHeader.Read(chunks).Shape, Affine: null);
    }

    public void Read(string path, ArrayGrid grid, Span<float> destination)
    {
        using var chunks = Open(path);
        Read(chunks, grid.Shape, destination);
    }

    /// <summary>Reads the image of a file.</summary>
    /// <exception cref="InvalidDataException">The file is not one of an image of that shape.</exception>
    public static void Read(PngChunks chunks, InputShape shape, Span<float> destination)
    {
        var header = PngHeader.Read(chunks);
        if (!header.Shape.Equals(shape))
            throw new InvalidDataException($"its shape (1, height, width) must be {shape}, but is {header.Shape}");
        using var packed = PngPixels.Read(chunks);
        try
        {
            using var lines = new ZLibStream(packed, CompressionMode.Decompress);
            Read(lines, header.Width, destination);
        }
        catch (IOException failure)
        {
            // What zlib cannot go on with comes as one, in spite of the file that can be read.
            throw new InvalidDataException($"its pixels could not be unpacked: {failure.Message.TrimEnd('.')}", failure);
        }
    }

    private static void Read(Stream lines, int width, Span<float> destination)
    {
        var bytes = width * sizeof(ushort);
        var memory = ArrayPool<byte>.Shared.Rent(2 * bytes + 1);
        try
        {
            var line = memory.AsSpan(0, bytes + 1);
            var above = memory.AsSpan(bytes + 1, bytes);
            above.Clear();
            for (var start = 0; start < destination.Length; start += width)
            {
                if (lines.ReadAtLeast(line, line.Length, throwOnEndOfStream: false) < line.Length)
                    throw new InvalidDataException(
                        $"it must have {destination.Length / width} lines of pixels, but ends after {start / width}");
                PngFilter.Undo(line[0], line[1..], above);
                line[1..].CopyTo(above);
                for (var i = 0; i < width; i++)
                    destination[start + i] = BinaryPrimitives.ReadUInt16BigEndian(above[(i * sizeof(ushort))..]);
            }
            if (lines.ReadByte() >= 0)
                throw new InvalidDataException($"it must have {destination.Length / width} lines of pixels, but has more");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(memory);
        }
    }

    private static PngChunks Open(string path) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan));
}
