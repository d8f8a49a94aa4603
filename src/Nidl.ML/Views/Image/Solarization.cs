using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Inverts the bright values of each image with a probability: <c>x</c> becomes <c>MaximumValue - x</c> where <c>x >= Threshold</c>
/// (BYOL: Grill et al. 2020, arXiv:2006.07733; Barlow Twins: Zbontar et al. 2021, arXiv:2103.03230).
/// </summary>
public sealed record Solarization : ImageAugmentation
{
    /// <summary>Gets the probability of changing an image: 0 to 1. Default 0.2, that of the papers' second view.</summary>
    public double Probability { get; init => field = AugmentationOption.Probability(value); } = 0.2;

    /// <summary>Gets the value from which values are inverted: finite. Default 0.5, half of the papers' range.</summary>
    public double Threshold { get; init => field = AugmentationOption.Finite(value); } = 0.5;

    /// <summary>Gets the value of white, from which bright values are taken off: finite. Default 1, for images in [0, 1].</summary>
    public double MaximumValue { get; init => field = AugmentationOption.Finite(value); } = 1;

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random) =>
        Invert(images, random.Bernoulli([images.shape[0], 1, 1, 1], Probability), Threshold, MaximumValue);

    // The mask has shape (N, 1, 1, 1).
    internal static Tensor Invert(Tensor images, Tensor mask, double threshold, double maximumValue) =>
        where(images.ge(threshold).logical_and(mask), images.neg().add_(maximumValue), images);
}
