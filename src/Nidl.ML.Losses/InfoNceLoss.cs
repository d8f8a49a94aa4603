using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Computes InfoNCE, the contrastive loss of SimCLR (also called NT-Xent).</summary>
/// <remarks>
/// <para>With Z the 2N stacked rows of both views, s(i,j) = cos(Z_i, Z_j) / temperature and p(i) the row of i's other view:</para>
/// <code>loss = 1/(2N) sum_i [ -s(i,p(i)) + log sum_{j != i} exp s(i,j) ]</code>
/// <para>Shapes: z1 and z2 are (N, D), the result is a scalar, the mean over the 2N anchors, in the type of the inputs.
/// At least 2 pairs. Memory is O(N^2). Half-precision inputs are computed in single precision.</para>
/// <para>A zero row has similarity 0 to every row and a finite gradient. NaN in the inputs gives NaN.</para>
/// <para>Paper: Chen et al. 2020, A Simple Framework for Contrastive Learning of Visual Representations, arXiv:2002.05709.
/// Deviation from nidl's <c>InfoNCE</c>: a batch of one, differing shapes and a non-positive temperature are refused;
/// the gradient of a zero row does not explode.</para>
/// </remarks>
public sealed class InfoNceLoss : nn.Module<Tensor, Tensor, Tensor>
{
    /// <summary>Creates the loss.</summary>
    /// <param name="temperature">Divides the cosine similarities; from 1e-20 to 1e20, 0.1 by default, 0.1 to 0.5 in the paper.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is outside its range.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public InfoNceLoss(double temperature = 0.1) : base(Libtorch.LoadFor(nameof(InfoNceLoss))) =>
        Temperature = RangeGuard.Scale(temperature, nameof(temperature), "The temperature");

    /// <summary>Gets the number that divides the cosine similarities.</summary>
    public double Temperature { get; }

    /// <summary>Computes the loss of N pairs.</summary>
    /// <param name="z1">Embeddings of the first view, (N, D).</param>
    /// <param name="z2">Embeddings of the second view, (N, D); row i is the positive of row i of <paramref name="z1"/>.</param>
    /// <returns>A scalar with its graph.</returns>
    /// <exception cref="ArgumentException">The inputs are not two floating-point matrices of one shape, type and device, or hold fewer
    /// than 2 pairs.</exception>
    public override Tensor forward(Tensor z1, Tensor z2)
    {
        ShapeGuard.RequirePairs(z1, z2);
        using var scope = NewDisposeScope();
        return Compute(z1, z2, Temperature).to(z1.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"InfoNceLoss(temperature={Temperature})");

    /// <summary>InfoNCE is the cross-entropy of classifying, for each row, which other row is its other view.</summary>
    internal static Tensor Compute(Tensor z1, Tensor z2, double temperature)
    {
        var pairs = z1.shape[0];
        var similarity = CosineSimilarityMatrix.Of(CosineSimilarityMatrix.ScaledRows(z1, z2, temperature)); // (2N, 2N)
        DiagonalMask.Fill(similarity, double.NegativeInfinity);
        var otherView = arange(2 * pairs, dtype: ScalarType.Int64, device: z1.device).roll(pairs, 0); // (2N)
        return nn.functional.cross_entropy(similarity, otherView);
    }
}
