using System.Numerics;
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

    internal override bool ChangesSamplesOf(Tensor batch) => true;

    internal override SampleChange DrawChange(Tensor batch, RandomSource random)
    {
        using var drawn = random.Bernoulli([batch.shape[0]], Probability);
        var isInverted = drawn.data<bool>().ToArray();
        return (row, sample, view) =>
        {
            if (isInverted[row])
                Invert(sample, view);
            return isInverted[row];
        };
    }

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random) =>
        Invert(images, random.Bernoulli([images.shape[0], 1, 1, 1], Probability), Threshold, MaximumValue);

    // The mask has shape (N, 1, 1, 1).
    internal static Tensor Invert(Tensor images, Tensor mask, double threshold, double maximumValue) =>
        where(images.ge(threshold).logical_and(mask), images.neg().add_(maximumValue), images);

    private void Invert(ReadOnlySpan<float> sample, Span<float> view)
    {
        var (threshold, maximum) = ((float)Threshold, (float)MaximumValue);
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= sample.Length - width; i += width)
        {
            var values = new Vector<float>(sample[i..]);
            var isBright = Vector.GreaterThanOrEqual<float>(values, new(threshold));
            Vector.ConditionalSelect<float>(isBright, new Vector<float>(maximum) - values, values).CopyTo(view[i..]);
        }
        for (; i < sample.Length; i++)
            view[i] = sample[i] >= threshold ? maximum - sample[i] : sample[i];
    }
}
