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
        using var scope = NewDisposeScope();
        var drawn = random.Uniform([batch.shape[0], 1], Sigma.Low, Sigma.High);
        var sigma = drawn.data<float>().ToArray();
        var weights = AxisMap.GaussianWeights(drawn.to_type(ScalarType.Float64), Sigma.High) // (N, 2 middle + 1)
            .to_type(ScalarType.Float32).data<float>().ToArray();
        var (height, width, middle) = ((int)batch.shape[2], (int)batch.shape[3], (int)AxisMap.Radius(Sigma.High));
        return (row, sample, view) =>
        {
            var radius = Math.Min((int)AxisMap.Radius(sigma[row]), middle); // single precision may round beyond the range
            var own = weights.AsSpan(row * (2 * middle + 1) + middle - radius, 2 * radius + 1);
            ImageSmoothing.Apply(sample, view, height, width, own);
            return true;
        };
    }

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random) =>
        Blur(images, random.Uniform([images.shape[0], 1], Sigma.Low, Sigma.High), Sigma.High);

    // Sigma has shape (N, 1), and its values are at most the largest.
    internal static Tensor Blur(Tensor images, Tensor sigma, double largest)
    {
        var precise = sigma.to_type(ScalarType.Float64);
        return AxisProduct.ApplyBanded(images, AxisMap.Radius(largest), Map(images.shape[2]), Map(images.shape[3]));

        Tensor Map(long size) => AxisMap.Gaussian(precise, largest, size, repeatsBorder: false).to_type(images.dtype);
    }
}
