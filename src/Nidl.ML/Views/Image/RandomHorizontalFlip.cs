using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Mirrors each image left to right with a probability (SimCLR: Chen et al. 2020, arXiv:2002.05709).</summary>
public sealed record RandomHorizontalFlip : ImageAugmentation
{
    /// <summary>Gets the probability of mirroring an image: 0 to 1. Default 0.5, as in SimCLR.</summary>
    public double Probability { get; init => field = AugmentationOption.Probability(value); } = 0.5;

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random) =>
        Flip(images, random.Bernoulli([images.shape[0], 1, 1, 1], Probability));

    // The mask has shape (N, 1, 1, 1).
    internal static Tensor Flip(Tensor images, Tensor mask) => where(mask, images.flip(3), images);
}
