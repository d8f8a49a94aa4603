using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Computes the decoupled contrastive loss with von Mises-Fisher weights that favor hard positive pairs.</summary>
/// <remarks>
/// <para>The loss is <see cref="DclLoss"/> with the weights</para>
/// <code>w(i) = 2 - N softmax_i( cos(z1_i, z2_i) / sigma ),   sum_i w(i) = N</code>
/// <para>A pair that is already well aligned weighs less than 1; its weight may be negative.</para>
/// <para>Shapes: z1 and z2 are (N, D), the result is a scalar, the mean over the 2N anchors, in the type of the inputs.
/// At least 2 pairs. Zero rows and NaN: as <see cref="DclLoss"/>.</para>
/// <para>Paper: Yeh et al. 2022, Decoupled Contrastive Learning, arXiv:2110.06848. As in nidl's <c>DCLWLoss</c> gradients flow
/// through the weights unless <see cref="DetachWeights"/> is set.</para>
/// </remarks>
public sealed class DclwLoss : nn.Module<Tensor, Tensor, Tensor>
{
    /// <summary>Creates the loss.</summary>
    /// <param name="sigma">Width of the weighting; from 1e-20 to 1e20, 0.5 by default. The larger, the closer all weights are to
    /// 1.</param>
    /// <param name="temperature">Divides the cosine similarities; from 1e-20 to 1e20, 0.1 by default.</param>
    /// <param name="detachWeights">Whether the weights count as constants in the gradient; false by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">Sigma or the temperature is outside its range.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public DclwLoss(double sigma = 0.5, double temperature = 0.1, bool detachWeights = false) : base(Libtorch.LoadFor(nameof(DclwLoss)))
    {
        Sigma = RangeGuard.Scale(sigma, nameof(sigma), "Sigma");
        Temperature = RangeGuard.Scale(temperature, nameof(temperature), "The temperature");
        DetachWeights = detachWeights;
    }

    /// <summary>Gets the width of the weighting.</summary>
    public double Sigma { get; }

    /// <summary>Gets the number that divides the cosine similarities.</summary>
    public double Temperature { get; }

    /// <summary>Gets whether the weights count as constants in the gradient.</summary>
    public bool DetachWeights { get; }

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
        var weight = PositiveWeights(z1, z2, Sigma); // (N)
        return DclLoss.Compute(z1, z2, Temperature, DetachWeights ? weight.detach() : weight).to(z1.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"DclwLoss(sigma={Sigma}, temperature={Temperature}, detachWeights={(DetachWeights ? "true" : "false")})");

    internal static Tensor PositiveWeights(Tensor z1, Tensor z2, double sigma)
    {
        var alignment = CosineSimilarityMatrix.OfPairs(CosineSimilarityMatrix.ScaledRows(z1, z2, sigma)); // (N), cosine / sigma
        return alignment.softmax(0) * -(double)z1.shape[0] + 2; // (N)
    }
}
