using System.Runtime.InteropServices;
using SkiaSharp;

namespace Nidl.ML;

/// <summary>How a camera held an image (EXIF), and how it is turned to stand upright.</summary>
internal readonly record struct ImageOrientation(SKEncodedOrigin Origin)
{
    /// <summary>Gets whether the image stands upright as it is.</summary>
    public bool IsUpright => Origin is SKEncodedOrigin.TopLeft or 0;

    // Whether its rows become columns.
    private bool IsTransposed =>
        Origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    // Where, in the image as it is, the first row of the upright one begins: whether right, whether below.
    private (bool Right, bool Below) Start => Origin switch
    {
        SKEncodedOrigin.TopRight => (true, false),
        SKEncodedOrigin.BottomRight => (true, true),
        SKEncodedOrigin.BottomLeft => (false, true),
        SKEncodedOrigin.RightTop => (false, true),
        SKEncodedOrigin.RightBottom => (true, true),
        SKEncodedOrigin.LeftBottom => (true, false),
        _ => (false, false),
    };

    /// <summary>Gets the size that an image of a size has once it is turned; the other way round it is the same.</summary>
    public (int Width, int Height) Turn(int width, int height) => IsTransposed ? (height, width) : (width, height);

    /// <summary>Turns an image of four bytes a pixel.</summary>
    public void Turn(ReadOnlySpan<byte> pixels, int width, int height, Span<byte> turned)
    {
        var source = MemoryMarshal.Cast<byte, uint>(pixels);
        var destination = MemoryMarshal.Cast<byte, uint>(turned);
        var (across, down) = Turn(width, height);
        var (right, below) = Start;
        // One step along the upright image's row and column, in the image as it is.
        var (stepX, stepY) = (right ? -1 : 1, below ? -width : width);
        var start = (right ? width - 1 : 0) + (below ? (height - 1) * width : 0);
        var (alongRow, alongColumn) = IsTransposed ? (stepY, stepX) : (stepX, stepY);
        for (var y = 0; y < down; y++)
            for (var x = 0; x < across; x++)
                destination[y * across + x] = source[start + x * alongRow + y * alongColumn];
    }
}
