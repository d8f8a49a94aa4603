using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Cuts a random box out of each image and enlarges it to the image's own size, or brings it to another: the augmentation that contrastive
/// learning of images needs most (Chen et al. 2020, arXiv:2002.05709, figure 5).
/// </summary>
/// <remarks>
/// As in Szegedy et al. 2015 (arXiv:1409.4842) and torchvision: the box's share of the area is uniform in <see cref="Scale"/>, the
/// logarithm of width / height uniform in that of <see cref="Ratio"/>, sides are rounded to pixels and its place is uniform. Of ten drawn
/// boxes the first that fits is taken; if none fits, the largest centered one whose ratio is within the bounds. All channels share the box.
/// Values are interpolated bilinearly between pixel centers; at the box's border its outermost pixels are repeated, and nothing outside
/// the box is seen. What becomes smaller, because of <see cref="OutputSize"/>, is smoothed against aliasing.
/// </remarks>
public sealed record RandomResizedCrop2d : ImageAugmentation
{
    /// <summary>Gets the range of the box's share of the image's area: above 0, at most 1. Default (0.08, 1), as in SimCLR.</summary>
    public Interval Scale { get; init => field = AugmentationOption.Share(value); } = (0.08, 1);

    /// <summary>Gets the range of the box's width / height: above 0. Default (3/4, 4/3), as in SimCLR.</summary>
    public Interval Ratio { get; init => field = AugmentationOption.Positive(value); } = (3.0 / 4, 4.0 / 3);

    /// <summary>
    /// Gets the height and width of the view in pixels, or one number for both, at least 1 each: small views of small boxes beside large
    /// ones, for methods of many views. Null, the default, stands for the image's own size.
    /// </summary>
    public IReadOnlyList<int>? OutputSize { get; init => field = AugmentationOption.HeightAndWidth(value); }

    /// <inheritdoc/>
    public override InputShape GetOutputShape(InputShape inputShape) =>
        OutputSize is { } size && inputShape.Rank == 3 ? [inputShape[0], size.Of(0), size.Of(1)] : inputShape;

    internal override bool ChangesSamplesOf(Tensor batch) => true;

    internal override SampleChange DrawChange(Tensor batch, RandomSource random)
    {
        using var scope = NewDisposeScope();
        var boxes = DrawBoxes(batch, random);
        var (starts, sizes) = (Places(boxes.Start), Places(boxes.Size));
        var (height, width) = ((int)batch.shape[2], (int)batch.shape[3]);
        var (viewHeight, viewWidth) = OutputSize is { } size ? (size.Of(0), size.Of(1)) : (height, width);
        // Many boxes have sides of one length.
        var (rows, columns) = (new ResizedSide[height + 1], new ResizedSide[width + 1]);
        for (var row = 0; row < sizes.Length / 2; row++)
        {
            rows[sizes[2 * row]] ??= new(sizes[2 * row], viewHeight);
            columns[sizes[2 * row + 1]] ??= new(sizes[2 * row + 1], viewWidth);
        }
        return (row, sample, view) =>
        {
            var (y, x) = (2 * row, 2 * row + 1);
            BoxResizing.Apply(sample, (height, width), (starts[y], starts[x]), rows[sizes[y]], columns[sizes[x]], view);
            return true;
        };

        static int[] Places(Tensor places) => places.to_type(ScalarType.Int32).data<int>().ToArray();
    }

    /// <inheritdoc/>
    protected override Tensor ApplyToImages(Tensor images, RandomSource random)
    {
        var boxes = DrawBoxes(images, random);
        return OutputSize is { } size ? boxes.Resize(images, size) : boxes.Enlarge(images);
    }

    internal Boxes DrawBoxes(Tensor images, RandomSource random) =>
        RandomBoxes.InImages(images, Scale, Ratio, CenteredBox(images.shape[2], images.shape[3]), random);

    // The largest box in the image whose ratio is within the bounds.
    private double[] CenteredBox(long height, long width)
    {
        var ratio = (double)width / height;
        if (ratio < Ratio.Low)
            return [Math.Max(1, Math.Round(width / Ratio.Low)), width];
        return ratio > Ratio.High ? [height, Math.Max(1, Math.Round(height * Ratio.High))] : [height, width];
    }
}
