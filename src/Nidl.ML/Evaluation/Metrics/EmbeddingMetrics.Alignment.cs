using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

public static partial class EmbeddingMetrics
{
    /// <summary>
    /// Computes the alignment of positive pairs (Wang and Isola 2020, arXiv:2005.10242): <c>mean_i |z1_i - z2_i|^alpha</c>. Lower is
    /// better; in [0, 2^alpha] for normalized rows.
    /// </summary>
    /// <param name="z1">The embeddings of the first views, (N, D).</param>
    /// <param name="z2">The embeddings of the second views, (N, D).</param>
    /// <param name="alpha">The exponent, positive.</param>
    /// <param name="normalize">Whether rows are brought to length 1 first.</param>
    /// <exception cref="ArgumentException">The shapes are not equal matrices, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> is not positive.</exception>
    public static double Alignment(Tensor z1, Tensor z2, double alpha = 2, bool normalize = true)
    {
        Requires.Positive(alpha, nameof(alpha));
        CheckPair(z1, z2);
        using var scope = NewDisposeScope();
        using var noGradient = torch.no_grad();
        var difference = Rows(z1, normalize) - Rows(z2, normalize); // (N, D)
        return difference.pow(2).sum(1).pow(alpha / 2).mean().ToDouble();
    }

    /// <summary>Computes the alignment of two columns of a view: the embeddings of two views of each row.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="column1">The column of the first embeddings.</param>
    /// <param name="column2">The column of the second embeddings.</param>
    /// <param name="alpha">The exponent, positive.</param>
    /// <param name="normalize">Whether rows are brought to length 1 first.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or no vector of Single of known size, or <paramref name="alpha"/> is not positive.
    /// </exception>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    public static double Alignment(IDataView view, string column1, string column2, double alpha = 2, bool normalize = true) =>
        OverColumns(view, [column1, column2], z => Alignment(z[0], z[1], alpha, normalize));
}
