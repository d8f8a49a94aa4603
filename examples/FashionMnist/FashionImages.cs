using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.ML.Data;

namespace FashionMnist;

/// <summary>One image of Fashion-MNIST as ML.NET loads it.</summary>
public sealed class FashionImage
{
    /// <summary>Gray values in [0, 1]: (channels, height, width).</summary>
    [VectorType(1, 28, 28)]
    public float[] Image { get; set; } = [];

    /// <summary>The class, 0 to 9.</summary>
    public uint Label { get; set; }
}

/// <summary>Reads Fashion-MNIST's gzipped IDX files: four bytes of magic number, the dimensions (big-endian), then bytes.</summary>
public static class FashionImages
{
    /// <summary>The pixels of a side.</summary>
    public const int Side = 28;

    private const int ImageMagic = 2051;
    private const int LabelMagic = 2049;

    /// <summary>Reads a part of the data set.</summary>
    /// <param name="folder">The folder with the four files.</param>
    /// <param name="part">"train" or "t10k".</param>
    public static List<FashionImage> Read(string folder, string part)
    {
        var (pixels, images) = ReadIdx(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"), ImageMagic, 3);
        var (labels, _) = ReadIdx(Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz"), LabelMagic, 1);
        var size = pixels.Length / images;
        return [.. Enumerable.Range(0, images).Select(i => new FashionImage
        {
            Image = Array.ConvertAll(pixels[(i * size)..((i + 1) * size)], value => value / 255f),
            Label = labels[i],
        })];
    }

    private static (byte[] Values, int Count) ReadIdx(string path, int magic, int rank)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        var header = new byte[4 * (1 + rank)];
        stream.ReadExactly(header);
        if (BinaryPrimitives.ReadInt32BigEndian(header) != magic)
            throw new InvalidDataException(
                $"{path} must start with the IDX magic number {magic}, but starts with {BinaryPrimitives.ReadInt32BigEndian(header)}.");
        var dimensions = Enumerable.Range(1, rank).Select(i => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 * i))).ToArray();
        var values = new byte[dimensions.Aggregate(1, (product, dimension) => product * dimension)];
        stream.ReadExactly(values);
        return (values, dimensions[0]);
    }
}
