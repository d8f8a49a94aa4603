using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

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
        var radius = weights.Length / 2;
        Span<float> bordered = new float[width + 2 * radius];
        var row = bordered.Slice(radius, width);
        for (var plane = 0; plane < image.Length; plane += height * width)
        {
            for (var y = 0; y < height; y++)
            {
                row.Clear();
                for (var k = 0; k < weights.Length; k++)
                    Add(image.Slice(plane + Mirrored(y + k - radius, height) * width, width), weights[k], row);
                for (var k = 1; k <= radius; k++)
                    (bordered[radius - k], bordered[radius + width - 1 + k]) = (row[k], row[width - 1 - k]);
                var smooth = view.Slice(plane + y * width, width);
                smooth.Clear();
                for (var k = 0; k < weights.Length; k++)
                    Add(bordered.Slice(k, width), weights[k], smooth);
            }
        }
    }

    private static void Add(ReadOnlySpan<float> row, float weight, Span<float> sum) => TensorPrimitives.MultiplyAdd(row, weight, sum, sum);

    private static int Mirrored(int place, int size) => place < 0 ? -place : place < size ? place : 2 * (size - 1) - place;
}
