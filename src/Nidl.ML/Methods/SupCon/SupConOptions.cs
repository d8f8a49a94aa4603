namespace Nidl.ML;

/// <summary>The options of supervised contrastive learning (Khosla et al. 2020, arXiv:2004.11362).</summary>
public sealed record SupConOptions : TrainingOptions
{
    /// <summary>Gets the column of classes, not empty: Int32, Boolean or Key, one a row. The default is <c>Label</c>.</summary>
    public string LabelColumnName { get; init => field = Requires.NotEmpty(value); } = "Label";

    /// <summary>
    /// Gets what is done with a row whose key is missing. The default is <see cref="MissingValues.Refuse"/>; with
    /// <see cref="MissingValues.NoNeighbors"/> such rows are learned from as in SimCLR.
    /// </summary>
    public MissingValues MissingValues { get; init => field = Requires.Defined(value); } = MissingValues.Refuse;

    /// <summary>
    /// Gets the temperature by which similarities are divided, from 1e-20 to 1e20. The default is 0.07, as in the authors' code.
    /// </summary>
    public double Temperature { get; init => field = Requires.Scale(value); } = 0.07;

    /// <summary>
    /// Gets what the loss is divided by after it was multiplied by the temperature, from 1e-20 to 1e20. The default is 0.07, as in the
    /// authors' code.
    /// </summary>
    public double BaseTemperature { get; init => field = Requires.Scale(value); } = 0.07;

    /// <summary>Gets the width of the projection head's hidden layer, at least 1. The default is 2048, as in the paper.</summary>
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
