using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Mirrors each image top to bottom with a probability: for images without an upright, such as microscopy or aerial views.
/// </summary>
public sealed record RandomVerticalFlip2d : ImageAugmentation
{
    /// <summary>Gets the probability of mirroring an image: 0 to 1. Default 0.5.</summary>
    public double Probability { get; init => field = AugmentationOption.Probability(value); } = 0.5;

    internal override bool ChangesSamplesOf(Tensor batch) => true;

    internal override SampleChange DrawChange(Tensor batch, RandomSource random) => AxisFlip.DrawChange(batch, 2, Probability, random);

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random) => AxisFlip.Draw(images, 2, Probability, random);
}
