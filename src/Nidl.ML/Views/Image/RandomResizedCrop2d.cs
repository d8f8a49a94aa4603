using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Cuts a random box out of each image and enlarges it to the image's own size: the augmentation that contrastive learning of images
/// needs most (Chen et al. 2020, arXiv:2002.05709, figure 5).
/// </summary>
/// <remarks>
/// As in Szegedy et al. 2015 (arXiv:1409.4842) and torchvision: the box's share of the area is uniform in <see cref="Scale"/>, the
/// logarithm of width / height uniform in that of <see cref="Ratio"/>, sides are rounded to pixels and its place is uniform. Of ten drawn
/// boxes the first that fits is taken; if none fits, the largest centred one whose ratio is within the bounds. All channels share the box.
/// Values are interpolated bilinearly between pixel centres; at the box's border its outermost pixels are repeated, and nothing outside
/// the box is seen. Boxes are never larger than the image, so there is nothing to smooth against aliasing.
/// </remarks>
public sealed record RandomResizedCrop2d : ImageAugmentation
{
    /// <summary>Gets the range of the box's share of the image's area: above 0, at most 1. Default (0.08, 1), as in SimCLR.</summary>
    public Interval Scale { get; init => field = AugmentationOption.Share(value); } = (0.08, 1);

    /// <summary>Gets the range of the box's width / height: above 0. Default (3/4, 4/3), as in SimCLR.</summary>
    public Interval Ratio { get; init => field = AugmentationOption.Positive(value); } = (3.0 / 4, 4.0 / 3);

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random) =>
        Crop(images, DrawBoxes(images.shape[0], images.shape[2], images.shape[3], random));

    // Each row is left, top, width, height in pixels.
    internal Tensor DrawBoxes(long count, long height, long width, RandomSource random) =>
        RandomBoxes.Draw(count, (height, width), Scale, Ratio, CentredBox(height, width), random);

    internal static Tensor Crop(Tensor images, Tensor boxes)
    {
        var (count, height, width) = (images.shape[0], images.shape[2], images.shape[3]);
        var side = boxes.to_type(images.dtype).unsqueeze(1).unbind(2); // 4 x (N, 1)
        var x = Positions(side[0], side[2], width).unsqueeze(1).expand(count, height, width);
        var y = Positions(side[1], side[3], height).unsqueeze(2).expand(count, height, width);
        return nn.functional.grid_sample(images, stack([x, y], -1), GridSampleMode.Bilinear, GridSamplePaddingMode.Border, align_corners: false);
    }

    // The largest box in the image whose ratio is within the bounds.
    private (double Height, double Width) CentredBox(long height, long width)
    {
        var ratio = (double)width / height;
        if (ratio < Ratio.Low)
            return (Math.Max(1, Math.Round(width / Ratio.Low)), width);
        return ratio > Ratio.High ? (height, Math.Max(1, Math.Round(height * Ratio.High))) : (height, width);
    }

    // Where the pixels of one axis come from, in grid_sample's coordinates: -1 and 1 are the image's borders.
    private static Tensor Positions(Tensor start, Tensor boxSize, long size)
    {
        var centres = arange(size, start.dtype, start.device).add_(0.5).div_(size); // (size)
        var inBox = centres.mul(boxSize).sub_(0.5).clamp_min_(0).minimum(boxSize.sub(1)); // (N, size)
        return inBox.add_(start).add_(0.5).mul_(2.0 / size).sub_(1);
    }
}
