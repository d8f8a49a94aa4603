using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nidl.ML;

/// <summary>Turns images about their center, one by one, by bilinear interpolation.</summary>
/// <param name="Height">The rows of an image.</param>
/// <param name="Width">The columns of an image.</param>
/// <param name="FillValue">The value of what lies outside.</param>
internal readonly record struct ImageTurn(int Height, int Width, float FillValue)
{
    // Places are counted in parts of a pixel: adding them along a line does not round.
    private const int PartBits = 32;
    private const double PartsOfPixel = 1L << PartBits;

    /// <summary>Writes an image turned counter-clockwise.</summary>
    /// <param name="image">The image, channel by channel.</param>
    /// <param name="view">Where the turned image is written.</param>
    /// <param name="radians">The angle.</param>
    public void Apply(ReadOnlySpan<float> image, Span<float> view, double radians)
    {
        var (sine, cosine) = Math.SinCos(radians);
        var (middleRow, middleColumn) = ((Height - 1) / 2.0, (Width - 1) / 2.0);
        for (var line = 0; line < Height; line++)
        {
            var down = line - middleRow;
            var row = middleRow + cosine * down - sine * middleColumn;
            var column = middleColumn - sine * down - cosine * middleColumn;
            Line(image, view[(line * Width)..], Parts(row), Parts(column), Parts(sine), Parts(cosine));
        }
    }

    private static long Parts(double pixels) => (long)Math.Round(pixels * PartsOfPixel);

    // From a place in the image on, by steps.
    private void Line(ReadOnlySpan<float> image, Span<float> view, long row, long column, long rowStep, long columnStep)
    {
        for (var x = 0; x < Width; x++, row += rowStep, column += columnStep)
        {
            var (top, left) = ((int)(row >> PartBits), (int)(column >> PartBits));
            var (down, right) = ((uint)row * (float)(1 / PartsOfPixel), (uint)column * (float)(1 / PartsOfPixel));
            if ((uint)top < (uint)(Height - 1) && (uint)left < (uint)(Width - 1))
                Inside(image[(top * Width + left)..], view[x..], down, right);
            else
                AtBorder(image, view[x..], top, left, down, right);
        }
    }

    // All channels share the place. The two pixels below the first two are in the image, too.
    private void Inside(ReadOnlySpan<float> image, Span<float> view, float down, float right)
    {
        for (var plane = 0; plane < image.Length; plane += Height * Width)
        {
            ref var upper = ref Unsafe.Add(ref MemoryMarshal.GetReference(image), plane);
            ref var lower = ref Unsafe.Add(ref upper, Width);
            view[plane] = Between(
                Between(upper, Unsafe.Add(ref upper, 1), right), Between(lower, Unsafe.Add(ref lower, 1), right), down);
        }
    }

    private void AtBorder(ReadOnlySpan<float> image, Span<float> view, int top, int left, float down, float right)
    {
        for (var plane = 0; plane < image.Length; plane += Height * Width)
        {
            var values = image.Slice(plane, Height * Width);
            view[plane] = Between(AtBorder(values, top, left, right), AtBorder(values, top + 1, left, right), down);
        }
    }

    private float AtBorder(ReadOnlySpan<float> values, int row, int left, float right) =>
        row < 0 || row >= Height ? FillValue : Between(ValueOf(values, row, left), ValueOf(values, row, left + 1), right);

    private float ValueOf(ReadOnlySpan<float> values, int row, int column) =>
        column < 0 || column >= Width ? FillValue : values[row * Width + column];

    private static float Between(float first, float second, float share) => first + share * (second - first);
}
