using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// Trains an encoder by SimCLR (Chen et al. 2020, arXiv:2002.05709): two augmented views of a row attract each other, views of different
/// rows repel, by the InfoNCE loss over a projection head that is dropped afterwards.
/// </summary>
public sealed class SimClrEstimator : SelfSupervisedEstimator<SimClrOptions>
{
    internal SimClrEstimator(MLContext context, string outputColumnName, string? inputColumnName, SimClrOptions options)
        : base(context, outputColumnName, inputColumnName, options)
    {
    }

    /// <inheritdoc/>
    protected override Objective CreateObjective() => new SimClrObjective(Options);
}
