using System.Text.Json.Serialization;
using Nidl.ML.Losses;

namespace Nidl.ML;

/// <summary>The options of y-Aware contrastive learning (Dufumier et al. 2021, arXiv:2106.08808).</summary>
public sealed record YAwareOptions : TrainingOptions
{
    private static readonly Bandwidth _one = 1.0;

    /// <summary>
    /// Gets the columns of auxiliary variables, at least one; they stand side by side as one vector y for each row. There is no default.
    /// </summary>
    /// <remarks>
    /// Each is a Single, Double, Int32, Boolean (0 or 1) or Key, or a vector of one of them of known size. A key becomes one variable for
    /// each of its values, 1 for the row's own and 0 for all others (one-hot), so that two different keys are at distance sqrt(2) for a
    /// <see cref="Bandwidth"/> of 1. Variables are kept as doubles: time stamps lose no digits.
    /// </remarks>
    public IReadOnlyList<string> AuxiliaryColumnNames { get; init => field = Requires.Names(value); } = ValueList<string>.Empty;

    /// <summary>
    /// Gets the kernel that makes a weight of two rows' auxiliary variables. The default is <see cref="Kernel.Gaussian"/>.
    /// </summary>
    public Kernel Kernel { get; init => field = Requires.Defined(value); } = Kernel.Gaussian;

    /// <summary>
    /// Gets the bandwidth H in K(H^(-1/2) (y_i - y_j)): a variance, sigma squared and not sigma, in the squared units of the variables. A
    /// number holds for all variables, a vector has one variance for each (for each value of a key column), a matrix is their covariance;
    /// Scott's and Silverman's rules (<see cref="Bandwidth.Scott"/>, <see cref="Bandwidth.Silverman"/>) are fitted on all training rows,
    /// once, before the first step. The default is 1, as in nidl.
    /// </summary>
    [JsonConverter(typeof(TextNote<Bandwidth>))]
    public Bandwidth Bandwidth { get; init => field = Requires.NotNull(value); } = _one;

    /// <summary>
    /// Gets a kernel metric of the caller's own, instead of <see cref="Kernel"/> and <see cref="Bandwidth"/>. The default, null, makes one
    /// of those two.
    /// </summary>
    /// <remarks>
    /// It is used as it is if <see cref="KernelMetric.IsFitted"/>, and is otherwise fitted on all training rows before the first step. Its
    /// <see cref="KernelMetric.Pairwise"/> gets doubles (rows, variables) and gives weights (rows, rows).
    /// </remarks>
    [JsonConverter(typeof(TextNote<KernelMetric>))]
    public KernelMetric? Metric { get; init; }

    /// <summary>Gets the temperature by which similarities are divided, from 1e-20 to 1e20. The default is 0.1.</summary>
    public double Temperature { get; init => field = Requires.Scale(value); } = 0.1;

    /// <summary>
    /// Gets how weights are normalized. The default, <see cref="YAwareNormalization.PerAnchor"/>, is the published formula;
    /// <see cref="YAwareNormalization.ReferenceColumns"/> is what nidl's code computes.
    /// </summary>
    public YAwareNormalization Normalization { get; init => field = Requires.Defined(value); } = YAwareNormalization.PerAnchor;

    /// <summary>Gets what is done with a row that lacks an auxiliary value. The default is <see cref="MissingValues.Refuse"/>.</summary>
    public MissingValues MissingValues { get; init => field = Requires.Defined(value); } = MissingValues.Refuse;

    /// <summary>Gets the width of the projection head's hidden layer, at least 1. The default is 512, as in nidl.</summary>
    public int ProjectionHiddenDimension { get; init => field = Requires.AtLeast(value, 1); } = 512;

    /// <summary>
    /// Gets whether the projection head normalizes its hidden layer over the batch. The code of SimCLR's authors does, and normalizes the
    /// projections as well. The default is false, as in nidl. True gained more than other widths did for small networks and short
    /// trainings.
    /// </summary>
    public bool ProjectionBatchNormalization { get; init; }

    /// <summary>Gets the width of the projections that the loss compares, at least 1. The default is 128, as in nidl.</summary>
    public int ProjectionOutputDimension { get; init => field = Requires.AtLeast(value, 1); } = 128;

    /// <summary>Checks what no option can check alone.</summary>
    /// <exception cref="ArgumentException">
    /// No auxiliary column is named, or <see cref="Metric"/> is given beside another kernel or bandwidth.
    /// </exception>
    internal YAwareOptions Checked()
    {
        if (AuxiliaryColumnNames.Count == 0)
            throw new ArgumentException(
                "AuxiliaryColumnNames must name at least one column, but none was given; without auxiliary variables use SimClr.",
                nameof(AuxiliaryColumnNames));
        if (Metric is not null && (Kernel != Kernel.Gaussian || !Bandwidth.Equals(_one)))
            throw new ArgumentException(
                $"Metric brings its own kernel and bandwidth, but Kernel = {Kernel} and Bandwidth = {Bandwidth} were given beside it.",
                nameof(Metric));
        return this;
    }
}
