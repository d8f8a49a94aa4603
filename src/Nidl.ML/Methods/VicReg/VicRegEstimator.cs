using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// Trains an encoder by VICReg (Bardes et al. 2022, arXiv:2105.04906): two augmented views of a row get the same projection, while every
/// feature of the projections keeps its variance and no two features vary together. Rows do not repel each other.
/// </summary>
public sealed class VicRegEstimator : SelfSupervisedEstimator<VicRegOptions>
{
    internal VicRegEstimator(MLContext context, string outputColumnName, string? inputColumnName, VicRegOptions options)
        : base(context, outputColumnName, inputColumnName, options)
    {
    }

    /// <inheritdoc/>
    protected override Objective CreateObjective() => new VicRegObjective(Options);
}
