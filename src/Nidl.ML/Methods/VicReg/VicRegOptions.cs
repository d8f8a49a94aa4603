namespace Nidl.ML;

/// <summary>The options of VICReg (Bardes et al. 2022, arXiv:2105.04906).</summary>
/// <remarks>
/// Without <see cref="TrainingOptions.Augmentations"/>, rows of three dimensions take those of the paper in both views: as in
/// <see cref="AugmentationPresets.BarlowTwinsImage"/>, with blur of half of the images and solarization of a tenth, which expects images in
/// [0, 1].
/// </remarks>
public sealed record VicRegOptions : TrainingOptions
{
    /// <summary>Gets the weight of the distance between the views, from 0 to 1e20. The default is 25, as in the paper.</summary>
    public double InvarianceWeight { get; init => field = Requires.Weight(value); } = 25;

    /// <summary>
    /// Gets the weight of the term that keeps the variance of each feature, from 0 to 1e20. The default is 25, as in the paper.
    /// </summary>
    public double VarianceWeight { get; init => field = Requires.Weight(value); } = 25;

    /// <summary>Gets the weight of the term that decorrelates features, from 0 to 1e20. The default is 1, as in the paper.</summary>
    public double CovarianceWeight { get; init => field = Requires.Weight(value); } = 1;

    /// <summary>Gets the width of the projection head's two hidden layers, at least 1. The default is 2048; the paper has 8192.</summary>
    public int ProjectionHiddenDimension { get; init => field = Requires.AtLeast(value, 1); } = 2048;

    /// <summary>Gets the width of the projections, at least 1. The default is 2048; the paper has 8192.</summary>
    public int ProjectionOutputDimension { get; init => field = Requires.AtLeast(value, 1); } = 2048;

    /// <inheritdoc/>
    protected internal override (
        IReadOnlyList<Augmentation> First, IReadOnlyList<Augmentation> Second) DefaultImageAugmentations(InputShape shape)
    {
        // Ends with the blur, here of every second image.
        var (common, _) = AugmentationPresets.BarlowTwinsImage(shape);
        Augmentation[] both = [.. common.SkipLast(1), new RandomAugmentation(0.5, common[^1]), new Solarization { Probability = 0.1 }];
        return (both, both);
    }
}
