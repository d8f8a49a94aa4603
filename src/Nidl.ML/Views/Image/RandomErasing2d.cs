using System.Drawing;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Overwrites a random box of each image with a probability (Zhong et al. 2017, arXiv:1708.04896).</summary>
/// <remarks>
/// The box is drawn as by <see cref="RandomResizedCrop2d"/>; an image for which none of ten boxes fits stays as it is. All channels share
/// it.
/// </remarks>
public sealed record RandomErasing2d : ImageAugmentation
{
    /// <summary>Gets the probability of erasing in an image: 0 to 1. Default 0.5, as in the paper.</summary>
    public double Probability { get; init => field = AugmentationOption.Probability(value); } = 0.5;

    /// <summary>
    /// Gets the range of the box's share of the image's area: above 0, at most 1. Default (0.02, 0.33); the paper: (0.02, 0.4).
    /// </summary>
    public Interval Scale { get; init => field = AugmentationOption.Share(value); } = (0.02, 0.33);

    /// <summary>Gets the range of the box's width / height: above 0. Default (0.3, 1 / 0.3), as in the paper.</summary>
    public Interval Ratio { get; init => field = AugmentationOption.Positive(value); } = (0.3, 1 / 0.3);

    /// <summary>
    /// Gets the value written into the box: a number, <see cref="ErasingValue.Mean"/> or <see cref="ErasingValue.Noise"/>. Default 0.
    /// </summary>
    public ErasingValue Value { get; init; } = 0;

    internal override bool ChangesSamplesOf(Tensor batch) => !Value.IsNoise;

    internal override SampleChange DrawChange(Tensor batch, RandomSource random)
    {
        using var scope = NewDisposeScope();
        var (boxes, erased) = Draw(batch, random);
        var (isErased, sides) = (erased.data<bool>().ToArray(), cat([boxes.Start, boxes.Size], 1).data<float>().ToArray());
        var (height, width) = ((int)batch.shape[2], (int)batch.shape[3]);
        return (row, sample, view) =>
        {
            var of = sides.AsSpan(4 * row, 4); // top, left, height, width
            var box = new Rectangle((int)of[1], (int)of[0], (int)of[3], (int)of[2]);
            if (!isErased[row] || box.Width == 0)
                return false;
            sample.CopyTo(view);
            Value.Write(view, height, width, box);
            return true;
        };
    }

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random)
    {
        var (boxes, erased) = Draw(images, random);
        return Value.Write(images, boxes.Inside(images).logical_and(erased), random);
    }

    // Whether an image is erased has shape (N, 1, 1, 1).
    private (Boxes Boxes, Tensor Erased) Draw(Tensor images, RandomSource random) => (
        RandomBoxes.InImages(images, Scale, Ratio, [0, 0], random), random.Bernoulli([images.shape[0], 1, 1, 1], Probability));
}
