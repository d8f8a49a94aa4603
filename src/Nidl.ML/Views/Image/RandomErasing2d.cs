using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Overwrites a random box of each image with a probability (Zhong et al. 2017, arXiv:1708.04896).</summary>
/// <remarks>
/// The box is drawn as by <see cref="RandomResizedCrop2d"/>; an image for which none of ten boxes fits stays as it is. All channels share it.
/// </remarks>
public sealed record RandomErasing2d : ImageAugmentation
{
    /// <summary>Gets the probability of erasing in an image: 0 to 1. Default 0.5, as in the paper.</summary>
    public double Probability { get; init => field = AugmentationOption.Probability(value); } = 0.5;

    /// <summary>Gets the range of the box's share of the image's area: above 0, at most 1. Default (0.02, 0.33); the paper: (0.02, 0.4).</summary>
    public Interval Scale { get; init => field = AugmentationOption.Share(value); } = (0.02, 0.33);

    /// <summary>Gets the range of the box's width / height: above 0. Default (0.3, 1 / 0.3), as in the paper.</summary>
    public Interval Ratio { get; init => field = AugmentationOption.Positive(value); } = (0.3, 1 / 0.3);

    /// <summary>Gets the value written into the box, or null for a standard normal value in every pixel. Default 0.</summary>
    public double? Value { get; init => field = value is { } number ? AugmentationOption.Finite(number) : null; } = 0;

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random)
    {
        var (count, height, width) = (images.shape[0], images.shape[2], images.shape[3]);
        var boxes = RandomBoxes.Draw(count, (height, width), Scale, Ratio, (0, 0), random);
        var mask = Inside(boxes, height, width).logical_and(random.Bernoulli([count, 1, 1, 1], Probability)); // (N, 1, H, W)
        return Value is { } value ? images.masked_fill(mask, value) : where(mask, random.NormalLike(images), images);
    }

    // Boxes are rows of left, top, width, height.
    internal static Tensor Inside(Tensor boxes, long height, long width)
    {
        var side = boxes.view(-1, 1, 1, 1, 4).unbind(4); // 4 x (N, 1, 1, 1)
        var column = arange(width, boxes.dtype, boxes.device); // (W)
        var row = arange(height, boxes.dtype, boxes.device).view(height, 1);
        var inColumns = column.ge(side[0]).logical_and(column.lt(side[0].add(side[2]))); // (N, 1, 1, W)
        var inRows = row.ge(side[1]).logical_and(row.lt(side[1].add(side[3]))); // (N, 1, H, 1)
        return inColumns.logical_and(inRows);
    }
}
