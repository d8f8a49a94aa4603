using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Mirrors each image left to right with a probability (SimCLR: Chen et al. 2020, arXiv:2002.05709).</summary>
public sealed record RandomHorizontalFlip2d : ImageAugmentation
{
    /// <summary>Gets the probability of mirroring an image: 0 to 1. Default 0.5, as in SimCLR.</summary>
    public double Probability { get; init => field = AugmentationOption.Probability(value); } = 0.5;

    internal override bool ChangesSamplesOf(Tensor batch) => true;

    internal override SampleChange DrawChange(Tensor batch, RandomSource random) => AxisFlip.DrawChange(batch, 3, Probability, random);

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random) => AxisFlip.Draw(images, 3, Probability, random);
}
