namespace Nidl.ML;

/// <summary>The options of BYOL (Grill et al. 2020, arXiv:2006.07733).</summary>
/// <remarks>
/// Without <see cref="TrainingOptions.Augmentations"/>, rows of three dimensions take <see cref="AugmentationPresets.BarlowTwinsImage"/>,
/// which are BYOL's own; its solarization expects images in [0, 1]. The teacher has the encoder's size: a training needs its memory once
/// more.
/// </remarks>
public sealed record ByolOptions : TrainingOptions
{
    /// <summary>
    /// Gets what an optimizer step keeps of the teacher at the start of the training, in [0, 1); it rises to 1 along half a cosine. The
    /// default is 0.996, as in the paper for 1000 epochs; 0.99 suits short trainings.
    /// </summary>
    public double Momentum { get; init => field = Requires.InRange(value, 0, 1); } = 0.996;

    /// <summary>Gets the width of the projection head's hidden layer, at least 1. The default is 4096, as in the paper.</summary>
    public int ProjectionHiddenDimension { get; init => field = Requires.AtLeast(value, 1); } = 4096;

    /// <summary>
    /// Gets the width of the projections and predictions that the loss compares, at least 1. The default is 256, as in the paper.
    /// </summary>
    public int ProjectionOutputDimension { get; init => field = Requires.AtLeast(value, 1); } = 256;

    /// <summary>Gets the width of the predictor's hidden layer, at least 1. The default is 4096, as in the paper.</summary>
    public int PredictorHiddenDimension { get; init => field = Requires.AtLeast(value, 1); } = 4096;

    /// <inheritdoc/>
    protected internal override (
        IReadOnlyList<Augmentation> First, IReadOnlyList<Augmentation> Second) DefaultImageAugmentations(InputShape shape) =>
        AugmentationPresets.BarlowTwinsImage(shape);
}
