namespace Nidl.ML;

/// <summary>The options of SimCLR (Chen et al. 2020, arXiv:2002.05709).</summary>
public sealed record SimClrOptions : TrainingOptions
{
    /// <summary>Gets the temperature by which similarities are divided, from 1e-20 to 1e20. The default is 0.1.</summary>
    public double Temperature { get; init => field = Requires.Scale(value); } = 0.1;

    /// <summary>Gets the width of the projection head's hidden layer, at least 1. The default is 2048, as in nidl.</summary>
    public int ProjectionHiddenDimension { get; init => field = Requires.AtLeast(value, 1); } = 2048;

    /// <summary>
    /// Gets whether the projection head normalizes its hidden layer over the batch. The code of SimCLR's authors does, and normalizes the
    /// projections as well. The default is false, as in nidl. True gained more than other widths did for small networks and short
    /// trainings.
    /// </summary>
    public bool ProjectionBatchNormalization { get; init; }

    /// <summary>Gets the width of the projections that the loss compares, at least 1. The default is 128, as in the paper.</summary>
    public int ProjectionOutputDimension { get; init => field = Requires.AtLeast(value, 1); } = 128;
}
