using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

public static partial class EmbeddingMetrics
{
    // Products of equal rows differ in their last digits, by where in a block the rows stand.
    private const double Tie = 1e-12;

    /// <summary>
    /// Computes how often a row finds its partner: the share of rows whose partner is among the <paramref name="topK"/> most similar rows
    /// of the other view, averaged over both directions. In [0, 1]; higher is better.
    /// </summary>
    /// <remarks>
    /// Of equally similar rows, to within 1e-12 of the longest one's length, the one of the lower index counts first, so a collapsed
    /// encoder scores topK / N. The two shares are Single, as in nidl.
    /// </remarks>
    /// <param name="z1">The embeddings of the first views, (N, D).</param>
    /// <param name="z2">The embeddings of the second views, (N, D).</param>
    /// <param name="normalize">Whether rows are brought to length 1 first, which makes similarities cosines.</param>
    /// <param name="topK">The number of candidates, at least 1.</param>
    /// <exception cref="ArgumentException">The shapes are not equal matrices, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="topK"/> is below 1.</exception>
    public static double ContrastiveAccuracy(Tensor z1, Tensor z2, bool normalize = true, int topK = 1)
    {
        Requires.AtLeast(topK, 1, nameof(topK));
        CheckPair(z1, z2);
        using var scope = NewDisposeScope();
        using var noGradient = torch.no_grad();
        var (rows1, rows2) = (Rows(z1, normalize), Rows(z2, normalize));
        return 0.5f * (ShareOfHits(rows1, rows2, topK) + ShareOfHits(rows2, rows1, topK));
    }

    /// <summary>Computes the contrastive accuracy of two columns of a view: the embeddings of two views of each row.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="column1">The column of the first embeddings.</param>
    /// <param name="column2">The column of the second embeddings.</param>
    /// <param name="normalize">Whether rows are brought to length 1 first.</param>
    /// <param name="topK">The number of candidates, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or no vector of Single of known size, or <paramref name="topK"/> is below 1.
    /// </exception>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    public static double ContrastiveAccuracy(IDataView view, string column1, string column2, bool normalize = true, int topK = 1) =>
        OverColumns(view, [column1, column2], z => ContrastiveAccuracy(z[0], z[1], normalize, topK));

    private static float ShareOfHits(Tensor rows, Tensor candidates, int topK)
    {
        var count = rows.shape[0];
        // The length of a query does not change which candidates come first.
        var queries = Rows(rows, normalize: true);
        var rounding = candidates.square().sum(1).max().sqrt() * Tie;
        var hits = Blocks(count).Sum(block =>
        {
            using var scope = NewDisposeScope();
            var similarities = queries.narrow(0, block.Start, block.Count).mm(candidates.t()); // (B, N)
            var columns = torch.arange(count, device: queries.device).unsqueeze(0); // (1, N)
            var own = columns.narrow(1, block.Start, block.Count).t(); // (B, 1)
            var partner = similarities.gather(1, own); // (B, 1)
            var isBefore = similarities.gt(partner + rounding).logical_or(similarities.ge(partner - rounding).logical_and(columns.lt(own)));
            return isBefore.sum(1).lt(topK).sum().ToInt64();
        });
        return hits / (float)count;
    }
}
