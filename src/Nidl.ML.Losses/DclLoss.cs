using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Computes the decoupled contrastive loss: InfoNCE without the positive pair in the denominator.</summary>
/// <remarks>
/// <para>With Z the 2N stacked rows of both views, s(i,j) = cos(Z_i, Z_j) / temperature, p(i) the row of i's other view and
/// w the weight of the pair (1 unless a weight function is given):</para>
/// <code>loss = 1/(2N) sum_i [ -w(i) s(i,p(i)) + log sum_{j != i, j != p(i)} exp s(i,j) ]</code>
/// <para>Shapes: z1 and z2 are (N, D), the result is a scalar, the mean over the 2N anchors, in the type of the inputs; it may be negative.
/// At least 2 pairs. Memory is O(N^2). Half-precision inputs are computed in single precision.</para>
/// <para>A zero row has similarity 0 to every row and a finite gradient. NaN in the inputs gives NaN.</para>
/// <para>Paper: Yeh et al. 2022, Decoupled Contrastive Learning, arXiv:2110.06848 (one log-sum-exp over the negatives of both views).
/// Deviation from nidl's <c>DCLLoss</c>: a batch of one, differing shapes and temperature 0 are refused.</para>
/// </remarks>
public sealed class DclLoss : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Func<Tensor, Tensor, Tensor>? _positiveWeight;

    /// <summary>Creates the loss.</summary>
    /// <param name="temperature">Divides the cosine similarities; from 1e-20 to 1e20, 0.1 by default.</param>
    /// <param name="positiveWeight">Maps (z1, z2) to the weights of the N positive pairs, shape (N); gradients flow through it. None: all
    /// weights are 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is outside its range.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public DclLoss(double temperature = 0.1, Func<Tensor, Tensor, Tensor>? positiveWeight = null) : base(Libtorch.LoadFor(nameof(DclLoss)))
    {
        Temperature = RangeGuard.Scale(temperature, nameof(temperature), "The temperature");
        _positiveWeight = positiveWeight;
    }

    /// <summary>Gets the number that divides the cosine similarities.</summary>
    public double Temperature { get; }

    /// <summary>Computes the loss of N pairs.</summary>
    /// <param name="z1">Embeddings of the first view, (N, D).</param>
    /// <param name="z2">Embeddings of the second view, (N, D); row i is the positive of row i of <paramref name="z1"/>.</param>
    /// <returns>A scalar with its graph.</returns>
    /// <exception cref="ArgumentException">The inputs are not two floating-point matrices of one shape, type and device, or hold fewer
    /// than 2 pairs.</exception>
    /// <exception cref="InvalidOperationException">The weight function returned another shape than (N).</exception>
    public override Tensor forward(Tensor z1, Tensor z2)
    {
        ShapeGuard.RequirePairs(z1, z2);
        using var scope = NewDisposeScope();
        var weight = _positiveWeight is null ? null : CheckedWeight(_positiveWeight(z1, z2), z1);
        return Compute(z1, z2, Temperature, weight).to(z1.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"DclLoss(temperature={Temperature}{(_positiveWeight is null ? "" : ", positiveWeight=custom")})");

    /// <summary>The loss for given weights of the positive pairs, (N), or for weights of 1.</summary>
    internal static Tensor Compute(Tensor z1, Tensor z2, double temperature, Tensor? positiveWeight)
    {
        var pairs = z1.shape[0];
        var rows = CosineSimilarityMatrix.ScaledRows(z1, z2, temperature); // (2N, D)
        var positive = CosineSimilarityMatrix.OfPairs(rows); // (N), the same for both directions of a pair
        var negative = CosineSimilarityMatrix.Of(rows); // (2N, 2N)
        foreach (var offset in new[] { 0, pairs, -pairs })
            DiagonalMask.Fill(negative, double.NegativeInfinity, offset);
        var attraction = positiveWeight is null ? positive : positiveWeight * positive; // (N)
        return negative.logsumexp(1).mean() - attraction.mean();
    }

    private static Tensor CheckedWeight(Tensor? weight, Tensor z1)
    {
        if (weight is null || weight.shape.Length != 1 || weight.shape[0] != z1.shape[0])
        {
            var given = weight is null ? "null" : $"shape {ShapeGuard.Shape(weight)}";
            throw new InvalidOperationException(
                $"The weight function must return one weight per pair, shape (batch) = ({z1.shape[0]}), but returned {given}.");
        }

        return weight;
    }
}
