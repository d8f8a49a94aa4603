using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Smooths each image with a Gaussian of random width (SimCLR: Chen et al. 2020, arXiv:2002.05709, appendix A).</summary>
/// <remarks>
/// Weights are <c>exp(-k² / (2 sigma²))</c> for k from -r to r pixels, normalised to sum 1, along the width and then along the height.
/// The radius is <c>r = floor(4 Sigma.High + 0.5)</c>, the same for all samples, at most the image's side less 1; beyond the border the image is
/// mirrored without repeating its outermost pixel. The papers' code fixes the kernel's width at a tenth of the image's side instead.
/// SimCLR blurs half of the images: <c>new RandomApply(0.5, new GaussianBlur2d())</c>.
/// </remarks>
public sealed record GaussianBlur2d : ImageAugmentation
{
    /// <summary>Gets the range of a sample's standard deviation, in pixels: above 0. Default (0.1, 2), as in SimCLR.</summary>
    public Interval Sigma { get; init => field = AugmentationOption.Positive(value); } = (0.1, 2);

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random)
    {
        var sigma = random.Uniform([images.shape[0], 1], Sigma.Low, Sigma.High);
        return Blur(images, sigma, (long)(4 * Sigma.High + 0.5));
    }

    // Sigma has shape (N, 1).
    internal static Tensor Blur(Tensor images, Tensor sigma, long radius)
    {
        var alongWidth = BlurAxis(images, sigma, 3, Math.Min(radius, images.shape[3] - 1));
        return BlurAxis(alongWidth, sigma, 2, Math.Min(radius, images.shape[2] - 1));
    }

    // One multiply-add of the whole batch for each tap: grouped convolutions are several times slower on a CPU.
    private static Tensor BlurAxis(Tensor images, Tensor sigma, int axis, long radius)
    {
        if (radius == 0)
            return images;
        using var scope = NewDisposeScope();
        var size = images.shape[axis];
        long[] padding = axis == 3 ? [radius, radius, 0, 0] : [0, 0, radius, radius];
        var padded = nn.functional.pad(images, padding, PaddingModes.Reflect);
        var weights = Weights(sigma.to_type(images.dtype), radius); // (N, 2r + 1)
        var blurred = padded.narrow(axis, 0, size).mul(Tap(weights, 0));
        for (var k = 1; k <= 2 * radius; k++)
            blurred.addcmul_(padded.narrow(axis, k, size), Tap(weights, k), 1);
        return blurred.MoveToOuterDisposeScope();
    }

    private static Tensor Weights(Tensor sigma, long radius)
    {
        var offsets = arange(-radius, radius + 1, sigma.dtype, sigma.device); // (2r + 1)
        return nn.functional.softmax(offsets.div(sigma).square().mul_(-0.5), 1);
    }

    private static Tensor Tap(Tensor weights, long k) => weights.narrow(1, k, 1).view(-1, 1, 1, 1);
}
