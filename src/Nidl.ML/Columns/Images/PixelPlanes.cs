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
        var values = MemoryMarshal.Cast<Vector128<float>, float>(_resized);
        if (shape[0] == 1)
            for (var i = 0; i < _resized.Length; i++)
                row[i] = Round(Vector128.Dot(_resized[i], _luma));
        else
            for (var channel = 0; channel < 3; channel++)
                for (var i = 0; i < _resized.Length; i++)
                    row[channel * _resized.Length + i] = Round(values[4 * i + channel]);
    }

    // Means of bytes are bytes, but for rounding far below a half.
    private static byte Round(float value) => (byte)(value + 0.5f);
}
