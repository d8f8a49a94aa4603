using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// Trains an encoder by BYOL (Grill et al. 2020, arXiv:2006.07733): a predictor learns to tell, from the projection of one view, what a
/// teacher makes of the other view. The teacher is a moving average of the network in training. Rows do not repel each other.
/// </summary>
public sealed class ByolEstimator : SelfSupervisedEstimator<ByolOptions>
{
    internal ByolEstimator(MLContext context, string outputColumnName, string? inputColumnName, ByolOptions options)
        : base(context, outputColumnName, inputColumnName, options)
    {
    }

    /// <inheritdoc/>
    protected override Objective CreateObjective() => new ByolObjective(Options);
}
