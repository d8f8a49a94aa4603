using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Computes the Barlow Twins loss: the correlation matrix between two views should be the identity.</summary>
/// <remarks>
/// <para>With C(k,l) the Pearson correlation over the batch of feature k of view 1 and feature l of view 2:</para>
/// <code>loss = sum_k (1 - C(k,k))^2 + lambda sum_{k != l} C(k,l)^2</code>
/// <para>Shapes: z1 and z2 are (N, D), the result is a scalar, a sum and not a mean (it grows with D), in the type of the inputs.
/// At least 2 pairs. Memory is O(ND) plus the smaller of O(D^2) and, for 2N at most D, O(N^2). Half-precision inputs are computed in
/// single precision.</para>
/// <para>A feature that is constant over the batch, but for rounding, has normalized value 0, so correlation 0, and a finite gradient.
/// NaN in the inputs gives NaN.</para>
/// <para>Paper: Zbontar et al. 2021, Barlow Twins: Self-Supervised Learning via Redundancy Reduction, arXiv:2103.03230.
/// Deviation from nidl's <c>BarlowTwinsLoss</c>: a constant feature does not give NaN, and a batch of one is refused.</para>
/// </remarks>
public sealed class BarlowTwinsLoss : nn.Module<Tensor, Tensor, Tensor>
{
    /// <summary>A feature whose values differ by less is constant; squares below it underflow in single precision.</summary>
    private const double SmallestNorm = 1e-18;

    /// <summary>Creates the loss.</summary>
    /// <param name="lambda">Weight of the redundancy term; from 0 to 1e20, 0.005 by default as in the paper.</param>
    /// <exception cref="ArgumentOutOfRangeException">Lambda is outside its range.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public BarlowTwinsLoss(double lambda = 5e-3) : base(Libtorch.LoadFor(nameof(BarlowTwinsLoss))) =>
        Lambda = RangeGuard.Weight(lambda, nameof(lambda), "Lambda");

    /// <summary>Gets the weight of the redundancy term.</summary>
    public double Lambda { get; }

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
        var a = Standardized(z1); // (N, D)
        var b = Standardized(z2); // (N, D)
        var correlation = (a * b).sum(dim: 0); // (D), the diagonal of C
        var invariance = (correlation - 1).square().sum();
        var redundancy = SquaredCorrelations(a, b) - correlation.square().sum();
        return (invariance + redundancy * Lambda).to(z1.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"BarlowTwinsLoss(lambda={Lambda})");

    /// <summary>Centers each feature and scales it to length 1, so that products of columns are Pearson correlations.</summary>
    private static Tensor Standardized(Tensor view)
    {
        var z = WorkingPrecision.Raise(view); // (N, D)
        // Centering cancels any shift. Shifting by the first row makes constant features exactly 0, which their rounded mean would not.
        var shifted = z - z.narrow(0, 0, 1).detach(); // (N, D)
        var centered = shifted - shifted.mean([0], keepdim: true); // (N, D)
        var length = linalg.vector_norm(centered, 2, [0], keepdim: true); // (1, D)
        var largest = z.detach().abs().amax([0L], keepdim: true); // (1, D)
        var isConstant = length.le((RoundingNoise.DeviationOf(largest) * Math.Sqrt(z.shape[0])).clamp_min(SmallestNorm));
        // What is left of a constant feature is rounding: small beside 1 after this division, which its gradient passes through.
        return centered / length.where(isConstant.logical_not(), largest.clamp_min(1)); // (N, D)
    }

    /// <summary>The sum of the squared entries of C = a^T b, which is also the sum of the entrywise product of a a^T and b b^T.</summary>
    private static Tensor SquaredCorrelations(Tensor a, Tensor b) =>
        2 * a.shape[0] <= a.shape[1] // the products of rows are the smaller matrices
            ? (a.mm(a.t()) * b.mm(b.t())).sum() // (N, N)
            : a.t().mm(b).square().sum(); // (D, D)
}
