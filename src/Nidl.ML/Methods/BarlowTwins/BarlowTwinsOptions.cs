namespace Nidl.ML;

/// <summary>The options of Barlow Twins (Zbontar et al. 2021, arXiv:2103.03230).</summary>
/// <remarks>
/// Without <see cref="TrainingOptions.Augmentations"/>, rows of three dimensions take <see cref="AugmentationPresets.BarlowTwinsImage"/>,
/// whose two views differ; its solarization expects images in [0, 1]. The loss is a sum over features: it grows with
/// <see cref="ProjectionOutputDimension"/>, and the learning rate must follow.
/// </remarks>
public sealed record BarlowTwinsOptions : TrainingOptions
{
    /// <summary>Gets the weight of the redundancy term, from 0 to 1e20. The default is 0.005, as in the paper.</summary>
    public double Lambda { get; init => field = Requires.Weight(value); } = 5e-3;

    /// <summary>
    /// Gets the width of the projection head's two hidden layers, at least 1. The default is 2048, as in nidl; the paper has 8192.
    /// </summary>
    public int ProjectionHiddenDimension { get; init => field = Requires.AtLeast(value, 1); } = 2048;

    /// <summary>
    /// Gets the width of the projections whose features are decorrelated, at least 1. The default is 2048, as in nidl; the paper has 8192.
    /// </summary>
    public int ProjectionOutputDimension { get; init => field = Requires.AtLeast(value, 1); } = 2048;

    /// <inheritdoc/>
    protected internal override (
        IReadOnlyList<Augmentation> First, IReadOnlyList<Augmentation> Second) DefaultImageAugmentations(InputShape shape) =>
        AugmentationPresets.BarlowTwinsImage(shape);
}
