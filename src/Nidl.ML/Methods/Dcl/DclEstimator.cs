using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// Trains an encoder by decoupled contrastive learning (Yeh et al. 2022, arXiv:2110.06848): SimCLR without the positive pair in the
/// loss's denominator, which makes it less dependent on large batches.
/// </summary>
public sealed class DclEstimator : SelfSupervisedEstimator<DclOptions>
{
    internal DclEstimator(MLContext context, string outputColumnName, string? inputColumnName, DclOptions options)
        : base(context, outputColumnName, inputColumnName, options) => options.Checked();

    /// <inheritdoc/>
    protected override Objective CreateObjective() => new DclObjective(Options);
}
