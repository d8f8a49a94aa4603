using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Turns the hue of RGB pixels, keeping each pixel's value (largest channel) and chroma (largest less smallest).</summary>
internal static class HueRotation
{
    /// <param name="images">Of shape (N, 3, H, W); changed in place.</param>
    /// <param name="turns">Of shape (N, 1, 1, 1), a share of the colour circle.</param>
    public static Tensor Apply(Tensor images, Tensor turns)
    {
        using var scope = NewDisposeScope();
        var value = images.amax([1], keepdim: true); // (N, 1, H, W)
        var chroma = value.sub(images.amin([1], keepdim: true));
        var hue = SixthsOfCircle(images, value, chroma).add_(turns.mul(6));
        // Modulo 6: fmod is many times slower than floor.
        hue.sub_(hue.div(6).floor_().mul_(6)); // [0, 6)
        Write(images.narrow(1, 0, 1), Shortfall(hue, centre: 3, slope: -1, offset: 2));
        Write(images.narrow(1, 1, 1), Shortfall(hue, centre: 2, slope: 1, offset: -1));
        Write(images.narrow(1, 2, 1), Shortfall(hue, centre: 4, slope: 1, offset: -1));
        return images;

        void Write(Tensor channel, Tensor shortfall) => channel.copy_(value).sub_(shortfall.mul_(chroma));
    }

    // How far a channel stays below the value, as a share of the chroma: piecewise linear in the distance from its own hue (red: from the
    // opposite one).
    private static Tensor Shortfall(Tensor hue, int centre, int slope, int offset) =>
        hue.sub(centre).abs_().mul_(slope).add_(offset).clamp_(0, 1);

    // 0 is red, 2 green, 4 blue; a gray pixel has hue 0.
    private static Tensor SixthsOfCircle(Tensor images, Tensor value, Tensor chroma)
    {
        using var scope = NewDisposeScope();
        var (red, green, blue) = (images.narrow(1, 0, 1), images.narrow(1, 1, 1), images.narrow(1, 2, 1));
        var divisor = chroma.masked_fill(chroma.eq(0), 1);
        var fromRed = green.sub(blue).div_(divisor);
        var fromGreen = blue.sub(red).div_(divisor).add_(2);
        var fromBlue = red.sub(green).div_(divisor).add_(4);
        return where(value.eq(red), fromRed, where(value.eq(green), fromGreen, fromBlue)).MoveToOuterDisposeScope();
    }
}
