using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Draws a box of random size and place inside each image of a batch.</summary>
/// <remarks>
/// As torchvision: the box's share of the area is uniform in a range, the logarithm of its width / height too, sides are rounded to
/// pixels. Of ten drawn boxes the first that fits is taken, its place uniform; if none fits, a given box in the image's centre.
/// </remarks>
internal static class RandomBoxes
{
    private const int Attempts = 10;

    /// <returns>One row a sample, of shape (count, 4): left, top, width, height in pixels.</returns>
    public static Tensor Draw(
        long count, (long Height, long Width) image, Interval scale, Interval ratio, (double Height, double Width) otherwise, RandomSource random)
    {
        var areas = random.Uniform([count, Attempts], scale.Low, scale.High).mul_(image.Height * image.Width); // (N, 10)
        var ratios = random.Uniform([count, Attempts], Math.Log(ratio.Low), Math.Log(ratio.High)).exp_();
        var widths = Append(areas.mul(ratios).sqrt().round_(), otherwise.Width); // (N, 11)
        var heights = Append(areas.div(ratios).sqrt().round_(), otherwise.Height);
        var fits = Within(widths, image.Width).logical_and(Within(heights, image.Height));
        fits.narrow(1, Attempts, 1).fill_(true);
        var first = fits.to_type(ScalarType.Int32).argmax(1, keepdim: true); // (N, 1)

        var (width, height) = (widths.gather(1, first), heights.gather(1, first));
        var isDrawn = first.lt(Attempts);
        return cat([Place(width, image.Width, isDrawn, random), Place(height, image.Height, isDrawn, random), width, height], 1);
    }

    private static Tensor Append(Tensor columns, double last) => cat([columns, full_like(columns.narrow(1, 0, 1), last)], 1);

    private static Tensor Within(Tensor lengths, long size) => lengths.ge(1).logical_and(lengths.le(size));

    private static Tensor Place(Tensor length, long size, Tensor isDrawn, RandomSource random)
    {
        var free = length.neg().add_(size); // (N, 1)
        var anywhere = random.Uniform(free.shape).mul_(free.add(1)).floor();
        return where(isDrawn, anywhere, free.div(2).floor());
    }
}
