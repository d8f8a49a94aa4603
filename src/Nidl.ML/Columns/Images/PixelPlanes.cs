using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Nidl.ML;

/// <summary>
/// Turns decoded images, pixel after pixel, into rows of features, channel after channel, of one size: red, green and blue, or one channel
/// of gray.
/// Values are from 0 to 255. One thread uses it.
/// </summary>
/// <param name="shape">The shape of a row: (1 or 3, height, width).</param>
internal sealed class PixelPlanes(InputShape shape)
{
    // ITU-R BT.601, as in JPEG itself.
    private static readonly Vector128<float> _luma = Vector128.Create(0.299f, 0.587f, 0.114f, 0);

    // Pixels that are written at once, and the place of each of their bytes: the reds, the greens, the blues, the fourth parts.
    private const int Together = 4;
    private static readonly Vector128<byte> _byChannel = Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);

    private readonly PixelResizer _resizer = new(Width(shape), Height(shape));
    private readonly Vector128<float>[] _resized = new Vector128<float>[Width(shape) * Height(shape)];

    /// <summary>Gets whether images can become rows of a shape.</summary>
    public static bool Fit(InputShape shape) => shape.Rank == 3 && shape[0] is 1 or 3;

    /// <summary>Gets the width of images of a shape.</summary>
    public static int Width(InputShape shape) => (int)shape[2];

    /// <summary>Gets the height of images of a shape.</summary>
    public static int Height(InputShape shape) => (int)shape[1];

    /// <summary>
    /// Writes an image as a row, rounded to bytes; one of another size is cut to the row's proportions, around its middle, and resized.
    /// </summary>
    /// <param name="pixels">The pixels, row by row: red, green, blue and a fourth part that is not looked at.</param>
    /// <param name="width">The width of the image.</param>
    /// <param name="height">The height of the image.</param>
    /// <param name="row">The row.</param>
    public void Write(ReadOnlySpan<byte> pixels, int width, int height, Span<byte> row)
    {
        _resizer.Resize(pixels, width, height, _resized);
        if (shape[0] == 1)
            WriteGray(row);
        else
            WriteColors(row[.._resized.Length], row.Slice(_resized.Length, _resized.Length), row[(2 * _resized.Length)..]);
    }

    private void WriteGray(Span<byte> gray)
    {
        for (var i = 0; i < _resized.Length; i++)
            gray[i] = Round(Vector128.Dot(_resized[i], _luma));
    }

    private void WriteColors(Span<byte> red, Span<byte> green, Span<byte> blue)
    {
        var i = 0;
        for (; i <= _resized.Length - Together; i += Together)
        {
            var (low, high) = (Vector128.Narrow(Round(_resized[i]), Round(_resized[i + 1])),
                Vector128.Narrow(Round(_resized[i + 2]), Round(_resized[i + 3])));
            var planes = Vector128.Shuffle(Vector128.Narrow(low, high).AsByte(), _byChannel).AsUInt32();
            MemoryMarshal.Write(red[i..], planes[0]);
            MemoryMarshal.Write(green[i..], planes[1]);
            MemoryMarshal.Write(blue[i..], planes[2]);
        }
        for (; i < _resized.Length; i++)
            (red[i], green[i], blue[i]) = (Round(_resized[i][0]), Round(_resized[i][1]), Round(_resized[i][2]));
    }

    // Means of bytes are bytes, but for rounding far below a half.
    private static byte Round(float value) => (byte)(value + 0.5f);

    private static Vector128<int> Round(Vector128<float> values) => Vector128.ConvertToInt32(values + Vector128.Create(0.5f));
}
