using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Computes y-Aware InfoNCE: pairs with similar auxiliary variables (age, sex, angle) attract each other too.</summary>
/// <remarks>
/// <para>With Z the 2N stacked rows of both views, s(i,j) = cos(Z_i, Z_j) / temperature, y the auxiliary variables of each row
/// and K a kernel with bandwidth H:</para>
/// <code>
/// w(i,j) = K(H^(-1/2) (y_i - y_j)) for j != i, normalized by the sum of each anchor's weights
/// loss   = -1/N sum_i sum_{j != i} w(i,j) [ s(i,j) - log sum_{k != i} exp s(i,k) ]
/// </code>
/// <para>Without labels it is <see cref="InfoNceLoss"/>. The prefactor is 1/N over 2N anchors, as in nidl: with a bandwidth so small
/// that no two labels are alike, the loss is twice InfoNCE. The weights are constants in the gradient.</para>
/// <para>Shapes: z1 and z2 are (N, D), labels (N) or (N, variables), the result is a scalar in the type of z1. At least 2 pairs. Memory
/// is O(N^2).
/// Half-precision inputs are computed in single precision.</para>
/// <para>A zero row has similarity 0 to every row and a finite gradient. NaN in z1 or z2 gives NaN; a label that is not finite is refused
/// with its row.</para>
/// <para>Paper: Dufumier et al. 2021, Contrastive Learning with Continuous Proxy Meta-Data for 3D MRI Classification, arXiv:2106.08808.
/// Deviations from nidl's <c>YAwareInfoNCE</c>: rows are normalized, where nidl's code normalizes columns
/// (<see cref="YAwareNormalization.ReferenceColumns"/> does that); the result keeps the type of the inputs; the kernel is never fitted
/// silently.</para>
/// </remarks>
public sealed class YAwareInfoNceLoss : nn.Module<Tensor, Tensor, Tensor?, Tensor>
{
    /// <summary>Stands for a masked logit: its softmax is 0, and unlike minus infinity its product with a weight of 0 is 0.</summary>
    private const double Masked = -1e30;

    /// <summary>Creates the loss with one of the built-in kernels.</summary>
    /// <param name="kernel">The kernel; Gaussian by default.</param>
    /// <param name="bandwidth">The covariance H (sigma squared, not sigma) as a number, a vector, a matrix or a rule; 1 by default.
    /// With a rule, call <c>Metric.Fit</c> before the first use.</param>
    /// <param name="temperature">Divides the cosine similarities; from 1e-20 to 1e20, 0.1 by default.</param>
    /// <param name="normalization">How the weights are normalized; per anchor by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is outside its range, or an enumeration value is not
    /// defined.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public YAwareInfoNceLoss(
        Kernel kernel = Kernel.Gaussian,
        Bandwidth? bandwidth = null,
        double temperature = 0.1,
        YAwareNormalization normalization = YAwareNormalization.PerAnchor)
        : this(new KernelMetric(kernel, bandwidth ?? 1.0), temperature, normalization)
    {
    }

    /// <summary>Creates the loss with a kernel metric that may be shared, already fitted, or the caller's own.</summary>
    /// <param name="metric">Computes the weights between the labels of a batch.</param>
    /// <param name="temperature">Divides the cosine similarities; from 1e-20 to 1e20, 0.1 by default.</param>
    /// <param name="normalization">How the weights are normalized; per anchor by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is outside its range, or the normalization is not
    /// defined.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public YAwareInfoNceLoss(
        KernelMetric metric,
        double temperature = 0.1,
        YAwareNormalization normalization = YAwareNormalization.PerAnchor)
        : base(Libtorch.LoadFor(nameof(YAwareInfoNceLoss)))
    {
        ArgumentNullException.ThrowIfNull(metric);
        Metric = metric;
        Temperature = RangeGuard.Scale(temperature, nameof(temperature), "The temperature");
        Normalization = RangeGuard.Defined(normalization, nameof(normalization), "The normalization");
    }

    /// <summary>Gets the kernel metric that computes the weights between labels.</summary>
    public KernelMetric Metric { get; }

    /// <summary>Gets the number that divides the cosine similarities.</summary>
    public double Temperature { get; }

    /// <summary>Gets how the weights are normalized.</summary>
    public YAwareNormalization Normalization { get; }

    /// <summary>Computes the loss of N pairs.</summary>
    /// <param name="z1">Embeddings of the first view, (N, D).</param>
    /// <param name="z2">Embeddings of the second view, (N, D); row i is the positive of row i of <paramref name="z1"/>.</param>
    /// <param name="labels">Auxiliary variables of the N pairs, (N) or (N, variables), of any real type; null gives InfoNCE.</param>
    /// <returns>A scalar with its graph.</returns>
    /// <exception cref="ArgumentException">The inputs are not two floating-point matrices of one shape, type and device, hold fewer than
    /// 2 pairs, or the labels have another number of rows, another width than the bandwidth, or a value that is not finite.</exception>
    /// <exception cref="InvalidOperationException">The bandwidth is a rule and the metric was not fitted,
    /// or a metric of the caller's own returned a wrong shape or weights without a positive, finite sum.</exception>
    public override Tensor forward(Tensor z1, Tensor z2, Tensor? labels)
    {
        ShapeGuard.RequirePairs(z1, z2);
        if (labels is not null) RequireOneRowPerPair(labels, z1.shape[0]);
        using var scope = NewDisposeScope();
        var loss = labels is null ? InfoNceLoss.Compute(z1, z2, Temperature) : Compute(z1, z2, labels);
        return loss.to(z1.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Computes InfoNCE, the loss of N pairs without labels.</summary>
    /// <param name="z1">Embeddings of the first view, (N, D).</param>
    /// <param name="z2">Embeddings of the second view, (N, D).</param>
    /// <returns>A scalar with its graph.</returns>
    public Tensor forward(Tensor z1, Tensor z2) => forward(z1, z2, null);

    /// <summary>Calls the module without labels, hooks included.</summary>
    /// <param name="z1">Embeddings of the first view, (N, D).</param>
    /// <param name="z2">Embeddings of the second view, (N, D).</param>
    /// <returns>A scalar with its graph.</returns>
    public Tensor call(Tensor z1, Tensor z2) => call(z1, z2, null);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"YAwareInfoNceLoss(metric={Metric}, temperature={Temperature}, normalization={Normalization})");

    private Tensor Compute(Tensor z1, Tensor z2, Tensor labels)
    {
        var similarity = CosineSimilarityMatrix.Of(CosineSimilarityMatrix.ScaledRows(z1, z2, Temperature)); // (2N, 2N)
        DiagonalMask.Fill(similarity, Masked);
        var weights = Weights(WorkingPrecision.Raise(labels).to(z1.device)).to(similarity.dtype); // (2N, 2N)
        return (similarity.log_softmax(1) * weights).sum() / -(double)z1.shape[0];
    }

    /// <summary>The normalized weights between all rows of both views: the same N x N block four times, without the diagonal.</summary>
    private Tensor Weights(Tensor labels)
    {
        using var untracked = no_grad();
        var kernel = Metric.Pairwise(labels); // (N, N)
        RequireSquare(kernel, labels.shape[0]);
        var sums = kernel.sum(1) * 2 - kernel.diagonal(0, 0, 1); // (N), over the other 2N - 1 rows
        RequirePositive(sums);
        var normalized = kernel / sums.unsqueeze(Normalization == YAwareNormalization.PerAnchor ? 1 : 0); // (N, N)
        var weights = normalized.repeat(2, 2); // (2N, 2N)
        DiagonalMask.Fill(weights, 0);
        return weights;
    }

    private static void RequireOneRowPerPair(Tensor labels, long pairs)
    {
        if (labels.shape.Length is not (1 or 2) || labels.shape[0] != pairs)
            throw new ArgumentException(
                $"labels must have shape (batch) or (batch, variables) with batch = {pairs}, but was {ShapeGuard.Shape(labels)}.",
                nameof(labels));
    }

    private static void RequireSquare(Tensor kernel, long pairs)
    {
        if (kernel.shape.Length != 2 || kernel.shape[0] != pairs || kernel.shape[1] != pairs)
            throw new InvalidOperationException(
                $"KernelMetric.Pairwise must return shape (batch, batch) = ({pairs}, {pairs}), but returned {ShapeGuard.Shape(kernel)}.");
    }

    private static void RequirePositive(Tensor sums)
    {
        var valid = sums.gt(0).logical_and(sums.isfinite());
        if (valid.all().item<bool>()) return;
        var row = valid.logical_not().nonzero()[0, 0].item<long>();
        throw new InvalidOperationException(
            "KernelMetric.Pairwise must return weights with a positive, finite sum in each row, "
            + FormattableString.Invariant($"but the weights of row {row} sum to {sums[row].to(ScalarType.Float64).item<double>()}."));
    }
}
