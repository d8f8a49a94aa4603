using System.Buffers;

namespace Nidl.ML;

/// <summary>
/// Smooths one image by loops over its rows, along the height and along the width; beyond the border it is mirrored. <see
/// cref="AxisProduct.ApplyBanded"/> does the same to a batch.
/// </summary>
internal static class ImageSmoothing
{
    /// <param name="image">The channels, each of <paramref name="height"/> rows.</param>
    /// <param name="view">Where they are written.</param>
    /// <param name="height">The height of the image; it and the width are greater than the radius.</param>
    /// <param name="width">Its width.</param>
    /// <param name="weights">The weights of a pixel's neighbors, itself in the middle, along either side.</param>
    public static void Apply(ReadOnlySpan<float> image, Span<float> view, int height, int width, ReadOnlySpan<float> weights)
    {
        var (radius, size) = (weights.Length / 2, height * width);
        var rented = ArrayPool<float>.Shared.Rent(size + 2 * radius * width + width + 2 * radius);
        var bordered = rented.AsSpan(0, size + 2 * radius * width);
        var line = rented.AsSpan(bordered.Length, width + 2 * radius);
        for (var plane = 0; plane < image.Length; plane += size)
        {
            Mirror(image.Slice(plane, size), bordered, width, radius);
            for (var y = 0; y < height; y++)
            {
                NeighborSum.Write(bordered[(y * width)..], width, weights, line.Slice(radius, width));
                Mirror(line.Slice(radius, width), line, 1, radius);
                NeighborSum.Write(line, 1, weights, view.Slice(plane + y * width, width));
            }
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    // Puts lines into the middle, and before and after them those next to the outermost one.
    private static void Mirror(ReadOnlySpan<float> lines, Span<float> bordered, int length, int radius)
    {
        var middle = bordered.Slice(radius * length, lines.Length);
        lines.CopyTo(middle);
        for (var k = 1; k <= radius; k++)
        {
            middle.Slice(k * length, length).CopyTo(bordered[((radius - k) * length)..]);
            middle.Slice(lines.Length - (k + 1) * length, length).CopyTo(bordered[(radius * length + lines.Length + (k - 1) * length)..]);
        }
    }
}
