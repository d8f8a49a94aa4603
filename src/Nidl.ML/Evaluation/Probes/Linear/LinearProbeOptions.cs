namespace Nidl.ML;

/// <summary>The options of a linear probe.</summary>
public sealed record LinearProbeOptions
{
    /// <summary>
    /// Gets the strength of the L2 regularization, at least 0. For classes the loss is summed over the rows, so 1 is C = 1 of
    /// scikit-learn's logistic regression. For a number the squared errors are averaged over the rows and half the strength times the
    /// squared weights is added; 0 is least squares, of several solutions the one of the smallest weights. The default, null, is 1 for
    /// classes; for a number generalized cross-validation over the training rows chooses the strength.
    /// </summary>
    public double? L2Regularization { get; init => field = value is null ? null : Requires.NotNegative(value.Value); }

    /// <summary>
    /// Gets whether each value of the embedding is brought to mean 0 and variance 1 over the training rows, so that the strength means the
    /// same for all of them. The default is true. A value that is constant there but for rounding is ignored either way.
    /// </summary>
    public bool Standardize { get; init; } = true;
}
