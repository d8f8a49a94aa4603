using System.Numerics;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Nidl.ML;

/// <summary>
/// Changes the colors of one image as <see cref="ColorMap"/> and <see cref="HueRotation"/> change those of a batch: all in one pass.
/// </summary>
/// <param name="Brightness">The factor of all values.</param>
/// <param name="Contrast">The factor of the distance from the mean gray value.</param>
/// <param name="Saturation">The factor of the distance from the pixel's gray value; only images of three channels have it.</param>
/// <param name="Turns">The turn of their hue, a share of the color circle; null leaves it alone.</param>
internal readonly record struct ColorChange(float Brightness = 1, float Contrast = 1, float Saturation = 1, float? Turns = null)
{
    /// <param name="image">The channels.</param>
    /// <param name="view">Where they are written; it may be the image.</param>
    /// <param name="channels">Their number.</param>
    public void Apply(ReadOnlySpan<float> image, Span<float> view, int channels)
    {
        var shift = Contrast == 1 ? 0 : Brightness * (1 - Contrast) * GrayValue.Mean(image, channels);
        if (channels == 3 && (Saturation != 1 || Turns is not null))
        {
            ChangePixels(image, view, shift);
            return;
        }
        TensorPrimitives.Multiply(image, Brightness * Contrast, view);
        TensorPrimitives.Add(view, shift, view);
    }

    private void ChangePixels(ReadOnlySpan<float> image, Span<float> view, float shift)
    {
        var size = image.Length / 3;
        var width = Vector<float>.Count;
        for (var i = 0; i < size; i += width)
        {
            if (size - i >= width)
                Change(image[i..], view[i..], size, shift);
            else
                ChangeRest(image[i..], view[i..], size, shift);
        }
    }

    // Fewer pixels than a vector holds, each channel `stride` after the one before.
    private void ChangeRest(ReadOnlySpan<float> image, Span<float> view, int stride, float shift)
    {
        var width = Vector<float>.Count;
        var count = image.Length - 2 * stride;
        Span<float> rest = stackalloc float[3 * width];
        rest.Clear();
        for (var channel = 0; channel < 3; channel++)
            image.Slice(channel * stride, count).CopyTo(rest[(channel * width)..]);
        Change(rest, rest, width, shift);
        for (var channel = 0; channel < 3; channel++)
            rest.Slice(channel * width, count).CopyTo(view[(channel * stride)..]);
    }

    private void Change(ReadOnlySpan<float> image, Span<float> view, int stride, float shift)
    {
        Vector<float> red = new(image), green = new(image[stride..]), blue = new(image[(2 * stride)..]);
        Vector<float> factor = new(Brightness * Contrast), offset = new(shift);
        (red, green, blue) = (red * factor + offset, green * factor + offset, blue * factor + offset);
        var gray = red * (float)GrayValue.Luma[0] + green * (float)GrayValue.Luma[1] + blue * (float)GrayValue.Luma[2];
        gray *= 1 - Saturation;
        (red, green, blue) = (red * Saturation + gray, green * Saturation + gray, blue * Saturation + gray);
        if (Turns is { } turns)
            Turn(ref red, ref green, ref blue, 6 * turns);
        red.CopyTo(view);
        green.CopyTo(view[stride..]);
        blue.CopyTo(view[(2 * stride)..]);
    }

    private static void Turn(ref Vector<float> red, ref Vector<float> green, ref Vector<float> blue, float sixths)
    {
        var value = Vector.Max(Vector.Max(red, green), blue);
        var chroma = value - Vector.Min(Vector.Min(red, green), blue);
        // 0 is red, 2 green, 4 blue; a gray pixel has hue 0. Where there is no chroma there is no difference either.
        var (isRed, isGreen) = (Vector.Equals<float>(value, red), Vector.Equals<float>(value, green));
        var difference = Select(isRed, green - blue, Select(isGreen, blue - red, red - green));
        var fromRed = Select(isRed, new(0), Select(isGreen, new(2), new(4)));
        var hue = difference / Vector.Max(chroma, new(1e-30f)) + fromRed + new Vector<float>(sixths);
        red = Channel(hue);
        green = Channel(hue - new Vector<float>(2));
        blue = Channel(hue - new Vector<float>(4));

        // A channel stays below the value by a share of the chroma that grows with the distance from its own hue on the circle.
        Vector<float> Channel(Vector<float> fromOwn)
        {
            var distance = Vector.Abs(fromOwn);
            distance = Vector.Min(distance, Vector.Abs(new Vector<float>(6) - distance));
            return value - chroma * Vector.Max(new(0), Vector.Min(new(1), distance - new Vector<float>(1)));
        }
    }

    private static Vector<float> Select(Vector<float> condition, Vector<float> yes, Vector<float> no) =>
        Vector.ConditionalSelect<float>(condition, yes, no);
}
