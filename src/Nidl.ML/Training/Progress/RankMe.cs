using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The effective rank of a matrix, RankMe (Garrido et al. 2023, arXiv:2210.02885).</summary>
internal static class RankMe
{
    /// <summary>The term that keeps the logarithm finite, as in the paper.</summary>
    public const double Epsilon = 1e-7;

    /// <summary>
    /// Computes <c>exp(-sum_k p_k log p_k)</c> with <c>p_k = s_k / sum(s) + epsilon</c> over the singular values s of (N, D); 0 if all
    /// values are 0.
    /// </summary>
    public static double Of(Tensor rows, double epsilon = Epsilon)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var singular = linalg.svdvals(rows); // (min(N, D))
        var total = singular.sum().ToDouble();
        if (total == 0)
            return 0;
        var shares = singular / total + epsilon;
        return Math.Exp(-(shares * shares.log()).sum().ToDouble());
    }
}
