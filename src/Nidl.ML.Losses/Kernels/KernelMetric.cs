using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Computes how alike samples are by their labels: w(i,j) = K(|H^(-1/2) (y_i - y_j)|).</summary>
/// <remarks>
/// <para>Weights are computed on the device of the labels, in their data type if it is a floating-point type and in double precision
/// otherwise, from differences of labels, so that large values with small differences keep their accuracy.</para>
/// <para>For a metric of your own, derive and override <see cref="Pairwise"/>; the bandwidth then has no part in it unless you call the
/// base method.</para>
/// <para>The fitted state holds no tensors, so there is nothing to dispose.</para>
/// </remarks>
public class KernelMetric
{
    private BandwidthRoots? _fitted;

    /// <summary>Creates the metric.</summary>
    /// <param name="kernel">The kernel; Gaussian by default.</param>
    /// <param name="bandwidth">The covariance H as a number, a vector, a matrix or a rule; <see cref="Bandwidth.Scott"/> by
    /// default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kernel is not defined.</exception>
    public KernelMetric(Kernel kernel = Kernel.Gaussian, Bandwidth? bandwidth = null)
    {
        Kernel = RangeGuard.Defined(kernel, nameof(kernel), "The kernel");
        Bandwidth = bandwidth ?? Bandwidth.Scott;
    }

    /// <summary>Gets the kernel.</summary>
    public Kernel Kernel { get; }

    /// <summary>Gets the bandwidth as it was given.</summary>
    public Bandwidth Bandwidth { get; }

    /// <summary>Gets whether <see cref="Fit"/> was called.</summary>
    public bool IsFitted => _fitted is not null;

    /// <summary>Gets a copy of H^(1/2), (variables, variables).</summary>
    /// <exception cref="InvalidOperationException"><see cref="Fit"/> was not called.</exception>
    public double[,] SqrtBandwidth => Fitted.Root;

    /// <summary>Gets a copy of H^(-1/2), (variables, variables); 0 for a variable of variance 0, which is ignored.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Fit"/> was not called.</exception>
    public double[,] InverseSqrtBandwidth => Fitted.Inverse;

    private BandwidthRoots Fitted =>
        _fitted ?? throw new InvalidOperationException("The bandwidth is known after KernelMetric.Fit(labels), which was not called.");

    /// <summary>Fits the bandwidth; a number, vector or matrix takes only the number of variables from the labels.</summary>
    /// <param name="labels">Labels of the training data, (rows) or (rows, variables).</param>
    /// <returns>This metric.</returns>
    /// <exception cref="ArgumentException">The labels are empty, of another shape, not finite (the row is named), of another width than
    /// the bandwidth, or fewer than 2 rows for a rule.</exception>
    public virtual KernelMetric Fit(Tensor labels)
    {
        using var scope = NewDisposeScope();
        _fitted = Bandwidth.Fit(LabelMatrix.From(labels));
        return this;
    }

    /// <summary>Computes the weights between all pairs of rows.</summary>
    /// <param name="labels">Labels of a batch, (batch) or (batch, variables).</param>
    /// <returns>A matrix (batch, batch) of non-negative weights with ones on the diagonal, outside of any graph.</returns>
    /// <exception cref="ArgumentException">The labels are empty, of another shape, not finite (the row is named) or of another width than
    /// the bandwidth.</exception>
    /// <exception cref="InvalidOperationException">The bandwidth is a rule and <see cref="Fit"/> was not called.</exception>
    public virtual Tensor Pairwise(Tensor labels)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var matrix = LabelMatrix.From(labels); // (N, d)
        var roots = RootsFor((int)matrix.shape[1]);
        var scaled = Scaled(matrix, roots); // (N, d)
        var distance = cdist(scaled, scaled, 2, compute_mode.donot_use_mm_for_euclid_dist); // (N, N)
        var weights = KernelFunction.Apply(Kernel, distance);
        return weights.to(is_floating_point(labels.dtype) ? labels.dtype : ScalarType.Float64).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}(kernel={Kernel}, bandwidth={Bandwidth})";

    private BandwidthRoots RootsFor(int width)
    {
        if (_fitted is null) return Bandwidth.ForWidth(width);
        return _fitted.Width == width
            ? _fitted
            : throw new ArgumentException(
                $"The kernel metric was fitted on {_fitted.Width} label variables, but labels (batch, variables) had {width}.", "labels");
    }

    /// <summary>H^(-1/2) y after a shift by the medians: distances do not change, large values lose no digits, outliers or not.</summary>
    private static Tensor Scaled(Tensor labels, BandwidthRoots roots)
    {
        var (ascending, _) = labels.sort(dim: 0); // (N, d)
        var shifted = labels - ascending.narrow(0, labels.shape[0] / 2, 1); // (N, d)
        var real = is_floating_point(shifted.dtype) ? shifted : shifted.to(ScalarType.Float64);
        return real.mm(tensor(roots.Inverse, dtype: real.dtype, device: real.device)); // (N, d), the root is symmetric
    }
}
