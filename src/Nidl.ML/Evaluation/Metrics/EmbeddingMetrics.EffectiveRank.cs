using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML;

public static partial class EmbeddingMetrics
{
    /// <summary>
    /// Computes the effective rank, RankMe (Garrido et al. 2023, arXiv:2210.02885): <c>exp(-sum_k p_k log p_k)</c> with
    /// <c>p_k = s_k / sum(s) + epsilon</c> over the singular values s. Between 1, a collapsed encoder, and about min(N, D); 0 if all values
    /// are 0.
    /// </summary>
    /// <param name="z">The embeddings, (N, D), neither centered nor normalized; use clearly more rows than dimensions.</param>
    /// <param name="epsilon">The term that keeps the logarithm finite, positive.</param>
    /// <exception cref="ArgumentException">The shape is not a matrix, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not positive.</exception>
    public static double EffectiveRank(Tensor z, double epsilon = RankMe.Epsilon)
    {
        Requires.Positive(epsilon, nameof(epsilon));
        CheckMatrix(z, nameof(z));
        using var scope = NewDisposeScope();
        return RankMe.Of(Rows(z, normalize: false), epsilon);
    }

    /// <summary>Computes the effective rank of a column of embeddings.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="column">The column of embeddings.</param>
    /// <param name="epsilon">The term that keeps the logarithm finite, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or no vector of Single of known size, or <paramref name="epsilon"/> is not positive.
    /// </exception>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    public static double EffectiveRank(IDataView view, string column, double epsilon = RankMe.Epsilon) =>
        OverColumns(view, [column], z => EffectiveRank(z[0], epsilon));
}
