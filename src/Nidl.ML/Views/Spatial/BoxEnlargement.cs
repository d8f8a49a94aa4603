using System.Buffers;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Nidl.ML;

/// <summary>
/// Enlarges a box of one image to the image's size by loops over its pixels: first along the width, of the rows of the box alone, then
/// along the height. <see cref="Boxes.Enlarge"/> does the same to a batch.
/// </summary>
internal static class BoxEnlargement
{
    /// <param name="image">The channels, each of <paramref name="height"/> rows.</param>
    /// <param name="view">Where they are written.</param>
    /// <param name="height">The height of the image.</param>
    /// <param name="width">Its width.</param>
    /// <param name="start">The box's first row and column.</param>
    /// <param name="size">The box's height and width.</param>
    public static void Apply(
        ReadOnlySpan<float> image, Span<float> view, int height, int width, (int Row, int Column) start, (int Height, int Width) size)
    {
        var (rows, columns) = (Place(height, size.Height), Place(width, size.Width));
        var rented = ArrayPool<float>.Shared.Rent(size.Height * width);
        Span<float> stretched = rented;
        for (var plane = 0; plane < image.Length; plane += height * width)
        {
            for (var row = 0; row < size.Height; row++)
                Stretch(
                    image.Slice(plane + (start.Row + row) * width + start.Column, size.Width), columns,
                    stretched.Slice(row * width, width));
            for (var row = 0; row < height; row++)
                TensorPrimitives.Lerp(
                    stretched.Slice(rows[row].First * width, width), stretched.Slice(rows[row].Second * width, width), rows[row].Share,
                    view.Slice(plane + row * width, width));
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    // Finds where each place of the view lies on a side of the box.
    private static Neighbors[] Place(int count, int length)
    {
        var places = new Neighbors[count];
        for (var i = 0; i < count; i++)
        {
            var position = Math.Clamp((i + 0.5) * length / count - 0.5, 0, length - 1);
            var first = (int)position;
            places[i] = new(first, Math.Min(first + 1, length - 1), (float)(position - first));
        }
        return places;
    }

    private static void Stretch(ReadOnlySpan<float> row, ReadOnlySpan<Neighbors> columns, Span<float> stretched)
    {
        for (var i = 0; i < stretched.Length; i++)
        {
            ref readonly var column = ref columns[i];
            stretched[i] = row[column.First] * (1 - column.Share) + row[column.Second] * column.Share;
        }
    }

    // The two pixels between which a place lies, and what it takes of the second.
    private readonly record struct Neighbors(int First, int Second, float Share);
}
