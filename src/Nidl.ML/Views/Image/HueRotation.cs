using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Turns the hue of RGB pixels, keeping each pixel's value (largest channel) and chroma (largest less smallest).</summary>
internal static class HueRotation
{
    /// <param name="images">Of shape (N, 3, H, W); changed in place.</param>
    /// <param name="turns">Of shape (N, 1, 1, 1), a share of the color circle.</param>
    public static Tensor Apply(Tensor images, Tensor turns)
    {
        using var scope = NewDisposeScope();
        var value = images.amax([1], keepdim: true); // (N, 1, H, W)
        var chroma = value.sub(images.amin([1], keepdim: true));
        var hue = SixthsOfCircle(images, value, chroma).add_(turns.mul(6));
        // Modulo 6: fmod is many times slower than floor.
        hue.sub_(hue.div(6).floor_().mul_(6)); // [0, 6)
        // How far a channel stays below the value, as a share of the chroma: piecewise linear in the distance from its own hue (red: from
        // the opposite one).
        var shortfall = hue.sub(PerChannel(images, 3, 2, 4)).abs_().mul_(PerChannel(images, -1, 1, 1)).add_(PerChannel(images, 2, -1, -1));
        images.copy_(value).sub_(shortfall.clamp_(0, 1).mul_(chroma));
        return images;
    }

    // 0 is red, 2 green, 4 blue; a gray pixel has hue 0.
    private static Tensor SixthsOfCircle(Tensor images, Tensor value, Tensor chroma)
    {
        using var scope = NewDisposeScope();
        var (red, green, blue) = (images.narrow(1, 0, 1), images.narrow(1, 1, 1), images.narrow(1, 2, 1));
        // Where there is no chroma there is no difference either. Half precision has no smaller number than 6e-8.
        var divisor = chroma.clamp_min(images.dtype == ScalarType.Float16 ? 6e-8 : 1e-30);
        var fromRed = green.sub(blue).div_(divisor);
        var fromGreen = blue.sub(red).div_(divisor).add_(2);
        var fromBlue = red.sub(green).div_(divisor).add_(4);
        // A weight of 0 or 1 gives one of the two exactly; `where` takes a CPU ten times as long.
        return fromRed.lerp_(fromGreen.lerp_(fromBlue, IsNot(green)), IsNot(red)).MoveToOuterDisposeScope();

        Tensor IsNot(Tensor channel) => value.sub(channel).sign_();
    }

    private static Tensor PerChannel(Tensor images, float red, float green, float blue) =>
        tensor(new[] { red, green, blue }, images.dtype, device: images.device).view(1, 3, 1, 1);
}
