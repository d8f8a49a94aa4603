using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Computes the VICReg loss: the views agree, and in each view every feature varies and no two features vary together.</summary>
/// <remarks>
/// <para>With C(z) the covariance matrix of a view's D features over the batch (divided by N - 1):</para>
/// <code>
/// loss = invariance mean (z1 - z2)^2 + variance (v(z1) + v(z2)) / 2 + covariance (c(z1) + c(z2))
/// v(z) = 1/D sum_k max(0, 1 - sqrt(C(k,k) + 1e-4))        c(z) = 1/D sum_{k != l} C(k,l)^2
/// </code>
/// <para>Shapes: z1 and z2 are (N, D), the result is a scalar in the type of the inputs. At least 2 pairs. Memory is O(ND) plus the smaller
/// of O(D^2) and, for 2N at most D, O(N^2). Half-precision inputs are computed in single precision.</para>
/// <para>A feature that is constant over the batch has variance 0 and a finite gradient. NaN in the inputs gives NaN.</para>
/// <para>Paper: Bardes et al. 2022, VICReg: Variance-Invariance-Covariance Regularization for Self-Supervised Learning, arXiv:2105.04906;
/// the halved variance term is that of the authors' code.</para>
/// </remarks>
public sealed class VicRegLoss : nn.Module<Tensor, Tensor, Tensor>
{
    // Keeps the gradient of the root finite where a feature is constant.
    private const double Epsilon = 1e-4;

    /// <summary>Creates the loss.</summary>
    /// <param name="invarianceWeight">Weight of the distance between the views; from 0 to 1e20, 25 by default as in the paper.</param>
    /// <param name="varianceWeight">Weight of the variance term; from 0 to 1e20, 25 by default as in the paper.</param>
    /// <param name="covarianceWeight">Weight of the covariance term; from 0 to 1e20, 1 by default as in the paper.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight is outside its range.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public VicRegLoss(
        double invarianceWeight = 25, double varianceWeight = 25, double covarianceWeight = 1) : base(Libtorch.LoadFor(nameof(VicRegLoss)))
    {
        InvarianceWeight = RangeGuard.Weight(invarianceWeight, nameof(invarianceWeight), "The invariance weight");
        VarianceWeight = RangeGuard.Weight(varianceWeight, nameof(varianceWeight), "The variance weight");
        CovarianceWeight = RangeGuard.Weight(covarianceWeight, nameof(covarianceWeight), "The covariance weight");
    }

    /// <summary>Gets the weight of the distance between the views.</summary>
    public double InvarianceWeight { get; }

    /// <summary>Gets the weight of the variance term.</summary>
    public double VarianceWeight { get; }

    /// <summary>Gets the weight of the covariance term.</summary>
    public double CovarianceWeight { get; }

    /// <summary>Computes the loss of N pairs.</summary>
    /// <param name="z1">Embeddings of the first view, (N, D).</param>
    /// <param name="z2">Embeddings of the second view, (N, D); row i belongs to row i of <paramref name="z1"/>.</param>
    /// <returns>A scalar with its graph.</returns>
    /// <exception cref="ArgumentException">The inputs are not two floating-point matrices of one shape, type and device, or hold fewer
    /// than 2 pairs.</exception>
    public override Tensor forward(Tensor z1, Tensor z2)
    {
        ShapeGuard.RequirePairs(z1, z2);
        using var scope = NewDisposeScope();
        var (raised1, raised2) = (WorkingPrecision.Raise(z1), WorkingPrecision.Raise(z2)); // (N, D)
        var (a, b) = (Deviations(raised1), Deviations(raised2)); // (N, D)
        var invariance = (raised1 - raised2).square().mean();
        var variance = (Hinge(a) + Hinge(b)) / 2;
        var covariance = Covariance(a) + Covariance(b);
        return (invariance * InvarianceWeight + variance * VarianceWeight + covariance * CovarianceWeight).to(z1.dtype)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"VicRegLoss(invariance={InvarianceWeight}, variance={VarianceWeight}, covariance={CovarianceWeight})");

    /// <summary>Centers each feature and scales all alike, so that products of columns are covariances.</summary>
    private static Tensor Deviations(Tensor z) => (z - z.mean([0], keepdim: true)) / Math.Sqrt(z.shape[0] - 1);

    /// <summary>How far the standard deviations fall below 1, on average.</summary>
    private static Tensor Hinge(Tensor deviations) => (1 - (deviations.square().sum(dim: 0) + Epsilon).sqrt()).relu().mean();

    private static Tensor Covariance(Tensor deviations)
    {
        var (rows, features) = (deviations.shape[0], deviations.shape[1]);
        // The squared entries of a^T a and of a a^T have the same sum; the smaller matrix is the cheaper one.
        var products = 2 * rows <= features ? deviations.mm(deviations.t()) : deviations.t().mm(deviations); // (N, N) or (D, D)
        return (products.square().sum() - deviations.square().sum(dim: 0).square().sum()) / features;
    }
}
