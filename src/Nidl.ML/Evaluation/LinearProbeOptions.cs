namespace Nidl.ML;

/// <summary>The options of a linear probe.</summary>
public sealed record LinearProbeOptions
{
    /// <summary>
    /// Gets the strength of the L2 regularisation, at least 0 for classes and positive for a regression. For classes the loss is summed over the
    /// rows, so 1, the default, is C = 1 of scikit-learn's logistic regression; for a regression it is averaged (ML.NET's dual coordinate
    /// ascent), and the default, null, is 1 for classes and 1e-3 for a regression.
    /// </summary>
    public double? L2Regularization { get; init => field = value is null ? null : Requires.NotNegative(value.Value); }

    /// <summary>
    /// Gets whether each value of the embedding is brought to mean 0 and variance 1 over the training rows. The default is true; without it ML.NET's
    /// dual coordinate ascent, which fits a regression, may end in an error on values that lie close together and far from 0.
    /// </summary>
    public bool Standardize { get; init; } = true;
}
