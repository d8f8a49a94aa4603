using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Computes one direction of BYOL's loss: predictions of one view against a teacher's projections of the other.</summary>
/// <remarks>
/// <code>loss = 1/N sum_i [ 2 - 2 cos(p_i, t_i) ]</code>
/// <para>which is the squared distance of the rows scaled to length 1, from 0 to 4. The method's loss is the sum of both directions. No
/// gradient reaches the teacher's projections.</para>
/// <para>Shapes: both inputs are (N, D), the result is a scalar in their type. At least 2 rows. Half-precision inputs are computed in
/// single precision. A zero row has similarity 0 to every row and a finite gradient. NaN in the inputs gives NaN.</para>
/// <para>Paper: Grill et al. 2020, Bootstrap Your Own Latent, arXiv:2006.07733, equation 2. Other libraries give the mean of -cos instead,
/// which is half of this and a constant.</para>
/// </remarks>
public sealed class ByolLoss : nn.Module<Tensor, Tensor, Tensor>
{
    /// <summary>Creates the loss.</summary>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    public ByolLoss() : base(Libtorch.LoadFor(nameof(ByolLoss)))
    {
    }

    /// <summary>Computes the loss of N rows.</summary>
    /// <param name="z1">The predictions, (N, D).</param>
    /// <param name="z2">The teacher's projections, (N, D); row i belongs to row i of <paramref name="z1"/>. A constant.</param>
    /// <returns>A scalar with its graph.</returns>
    /// <exception cref="ArgumentException">The inputs are not two floating-point matrices of one shape, type and device, or hold fewer
    /// than 2 rows.</exception>
    public override Tensor forward(Tensor z1, Tensor z2)
    {
        ShapeGuard.RequirePairs(z1, z2);
        using var scope = NewDisposeScope();
        var cosines = CosineSimilarityMatrix.OfPairs(CosineSimilarityMatrix.ScaledRows(z1, z2.detach(), temperature: 1)); // (N)
        return (2 - 2 * cosines.mean()).to(z1.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string ToString() => "ByolLoss()";
}
