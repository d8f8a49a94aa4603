using System.Buffers;

namespace Nidl.ML;

/// <summary>
/// Brings a box of one image to a size by loops over its pixels, along one axis and then along the other: first along the height where
/// that leaves fewer rows to resize along the width, which takes longer. <see cref="Boxes.Enlarge"/> and <see cref="Boxes.Resize"/> do the
/// same to a batch.
/// </summary>
internal static class BoxResizing
{
    /// <param name="image">The channels.</param>
    /// <param name="imageSize">Their height and width.</param>
    /// <param name="start">The box's first row and column.</param>
    /// <param name="rows">What the box's height becomes.</param>
    /// <param name="columns">What its width becomes.</param>
    /// <param name="view">Where the channels are written in their new size.</param>
    public static void Apply(
        ReadOnlySpan<float> image, (int Height, int Width) imageSize, (int Row, int Column) start, ResizedSide rows, ResizedSide columns,
        Span<float> view)
    {
        var (size, resizedSize) = (imageSize.Height * imageSize.Width, rows.Result * columns.Result);
        var isHeightFirst = rows.Result < rows.Length;
        var count = isHeightFirst ? rows.Result * columns.Length : rows.Length * columns.Result;
        var rented = ArrayPool<float>.Shared.Rent(count);
        var between = rented.AsSpan(0, count);
        for (var plane = 0; plane < image.Length / size; plane++)
        {
            var box = image[(plane * size + start.Row * imageSize.Width + start.Column)..];
            var resized = view.Slice(plane * resizedSize, resizedSize);
            if (isHeightFirst)
            {
                rows.ResizeColumns(box, imageSize.Width, between);
                columns.ResizeRows(between, columns.Length, resized);
            }
            else
            {
                columns.ResizeRows(box, imageSize.Width, between);
                rows.ResizeColumns(between, columns.Result, resized);
            }
        }
        ArrayPool<float>.Shared.Return(rented);
    }
}
