using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Smooths each image with a Gaussian of random width (SimCLR: Chen et al. 2020, arXiv:2002.05709, appendix A).</summary>
/// <remarks>
/// Weights are <c>exp(-k² / (2 sigma²))</c> for k from -r to r pixels, normalized to sum 1, along the width and along the height. The
/// radius is
/// <c>r = floor(4 sigma + 0.5)</c>; beyond the border the image is mirrored, as often as needed, without repeating its outermost pixel. The
/// papers' code fixes the kernel's width at a tenth of the image's side instead.
/// SimCLR blurs half of the images: <c>new RandomAugmentation(0.5, new GaussianBlur2d())</c>.
/// </remarks>
public sealed record GaussianBlur2d : ImageAugmentation
{
    /// <summary>Gets the range of a sample's standard deviation, in pixels: above 0. Default (0.1, 2), as in SimCLR.</summary>
    public Interval Sigma { get; init => field = AugmentationOption.Positive(value); } = (0.1, 2);

    // The mirrored border needs room.
    internal override bool ChangesSamplesOf(Tensor batch) => AxisMap.Radius(Sigma.High) < Math.Min(batch.shape[2], batch.shape[3]);

    internal override SampleChange DrawChange(Tensor batch, RandomSource random)
    {
        using var drawn = random.Uniform([batch.shape[0], 1], Sigma.Low, Sigma.High);
        var sigma = drawn.data<float>().ToArray();
        var (height, width) = ((int)batch.shape[2], (int)batch.shape[3]);
        return (row, sample, view) =>
        {
            ImageSmoothing.Apply(sample, view, height, width, sigma[row]);
            return true;
        };
    }

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random) =>
        Blur(images, random.Uniform([images.shape[0], 1], Sigma.Low, Sigma.High), Sigma.High);

    // The weights have shape (N, 2r + 1).
    private static Tensor Smooth(Tensor images, Tensor weights)
    {
        var (radius, kernels) = (weights.shape[1] / 2, weights.to_type(images.dtype).view(images.shape[0], -1, 1, 1, 1));
        var padded = nn.functional.pad(images, [radius, radius, radius, radius], PaddingModes.Reflect);
        return SumOfShifts(SumOfShifts(padded, 2, images.shape[2], kernels), 3, images.shape[3], kernels);
    }

    // A convolution of each channel by its own kernel is slower in Torch. The kernels have shape (N, 2r + 1, 1, 1, 1).
    private static Tensor SumOfShifts(Tensor padded, long axis, long length, Tensor kernels)
    {
        var sum = padded.narrow(axis, 0, length).mul(kernels.select(1, 0));
        for (var shift = 1L; shift < kernels.shape[1]; shift++)
        {
            using var scope = NewDisposeScope();
            sum.addcmul_(padded.narrow(axis, shift, length), kernels.select(1, shift), 1);
        }
        return sum;
    }

    // Sigma has shape (N, 1), and its values are at most the largest.
    internal static Tensor Blur(Tensor images, Tensor sigma, double largest)
    {
        var precise = sigma.to_type(ScalarType.Float64);
        // The mirrored border needs room.
        if (LargeImages.Are(images) && images.shape[0] > 0 && AxisMap.Radius(largest) < Math.Min(images.shape[2], images.shape[3]))
            return BatchParts.Map(
                images, (part, rows) => Smooth(part, AxisMap.GaussianWeights(rows[0], rows[0].max().item<double>())), precise);
        return AxisProduct.ApplyBanded(images, AxisMap.Radius(largest), Map(images.shape[2]), Map(images.shape[3]));

        Tensor Map(long size) => AxisMap.Gaussian(precise, largest, size, repeatsBorder: false).to_type(images.dtype);
    }
}
