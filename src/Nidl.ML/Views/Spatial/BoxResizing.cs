using System.Buffers;

namespace Nidl.ML;

/// <summary>
/// Brings a box of one image to a size by loops over its pixels: first along the width, of the rows of the box alone, then along the
/// height. <see cref="Boxes.Enlarge"/> and <see cref="Boxes.Resize"/> do the same to a batch.
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
        var (planes, width) = (image.Length / (imageSize.Height * imageSize.Width), columns.Result);
        var rented = ArrayPool<float>.Shared.Rent(rows.Length * width);
        var stretched = rented.AsSpan(0, rows.Length * width);
        for (var plane = 0; plane < planes; plane++)
        {
            var box = image[((plane * imageSize.Height + start.Row) * imageSize.Width + start.Column)..];
            for (var row = 0; row < rows.Length; row++)
                columns.ResizeRow(box.Slice(row * imageSize.Width, columns.Length), stretched.Slice(row * width, width));
            rows.ResizeColumn(stretched, view.Slice(plane * rows.Result * width, rows.Result * width));
        }
        ArrayPool<float>.Shared.Return(rented);
    }
}
