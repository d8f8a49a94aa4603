using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// Trains an encoder by Barlow Twins (Zbontar et al. 2021, arXiv:2103.03230): the correlations between the features of two augmented
/// views are made the identity, so that features are invariant and not redundant. Rows do not repel each other.
/// </summary>
public sealed class BarlowTwinsEstimator : SelfSupervisedEstimator<BarlowTwinsOptions>
{
    internal BarlowTwinsEstimator(MLContext context, string outputColumnName, string? inputColumnName, BarlowTwinsOptions options)
        : base(context, outputColumnName, inputColumnName, options)
    {
    }

    /// <inheritdoc/>
    protected override Objective CreateObjective() => new BarlowTwinsObjective(Options);
}
