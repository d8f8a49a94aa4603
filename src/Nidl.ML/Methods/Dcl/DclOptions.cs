using System.Globalization;

namespace Nidl.ML;

/// <summary>The options of decoupled contrastive learning (Yeh et al. 2022, arXiv:2110.06848).</summary>
public sealed record DclOptions : TrainingOptions
{
    private const double DefaultSigma = 0.5;

    /// <summary>Gets the temperature by which similarities are divided, from 1e-20 to 1e20. The default is 0.1.</summary>
    public double Temperature { get; init => field = Requires.Scale(value); } = 0.1;

    /// <summary>
    /// Gets whether positive pairs that are already alike weigh less than those that are not (DCLW):
    /// w_i = 2 - N softmax_i(cos(z1_i, z2_i) / <see cref="Sigma"/>) for the N pairs of a batch. The default is false: all weights are 1
    /// (DCL).
    /// </summary>
    public bool WeightedPositives { get; init; }

    /// <summary>
    /// Gets the width of the weighting, from 1e-20 to 1e20; the larger, the closer all weights are to 1. The default is 0.5. Another value
    /// needs <see cref="WeightedPositives"/>.
    /// </summary>
    public double Sigma { get; init => field = Requires.Scale(value); } = DefaultSigma;

    /// <summary>
    /// Gets whether the weights count as constants in the gradient. The default is false, as in nidl and the paper's code; true needs
    /// <see cref="WeightedPositives"/>.
    /// </summary>
    public bool DetachWeights { get; init; }

    /// <summary>Gets the width of the projection head's hidden layer, at least 1. The default is 2048, as in nidl.</summary>
    public int ProjectionHiddenDimension { get; init => field = Requires.AtLeast(value, 1); } = 2048;

    /// <summary>
    /// Gets whether the projection head normalizes its hidden layer over the batch. The code of SimCLR's authors does, and normalizes the
    /// projections as well. The default is false, as in nidl. True gained more than other widths did for small networks and short
    /// trainings.
    /// </summary>
    public bool ProjectionBatchNormalization { get; init; }

    /// <summary>Gets the width of the projections that the loss compares, at least 1. The default is 128, as in nidl.</summary>
    public int ProjectionOutputDimension { get; init => field = Requires.AtLeast(value, 1); } = 128;

    /// <summary>Checks what no option can check alone.</summary>
    /// <exception cref="ArgumentException">The weighting is described but not asked for.</exception>
    internal DclOptions Checked() => WeightedPositives || (Sigma == DefaultSigma && !DetachWeights)
        ? this
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"Sigma and DetachWeights need WeightedPositives = true, "
            + $"but Sigma = {Sigma} and DetachWeights = {DetachWeights} were given without it."),
            nameof(WeightedPositives));
}
