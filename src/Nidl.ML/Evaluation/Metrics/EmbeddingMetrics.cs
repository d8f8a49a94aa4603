using Microsoft.ML;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Measures embeddings without labels: how close positive pairs are, how evenly embeddings spread, how many dimensions they use.
/// </summary>
/// <remarks>
/// Embeddings are matrices (N, D) of a floating type, one row each, all finite. Figures are computed in double precision, whatever that
/// type is, on the tensor's device. Nothing of size N x N is held: similarities are computed in blocks of rows. No gradient is recorded.
/// The overloads over a view read its columns once.
/// </remarks>
public static class EmbeddingMetrics
{
    // At most this many similarities at once: 32 MB in Double.
    private const long BlockValues = 1L << 22;

    // Products of equal rows differ in their last digits, by where in a block the rows stand.
    private const double Tie = 1e-12;

    // Up to this largest exponent, what distances from products lose does not show: some 1e-16 of it.
    private const double LargestExponent = 1e4;

    /// <summary>
    /// Computes the alignment of positive pairs (Wang and Isola 2020, arXiv:2005.10242): <c>mean_i |z1_i - z2_i|^alpha</c>. Lower is
    /// better; in [0, 2^alpha] for normalised rows.
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
    /// <inheritdoc cref="Alignment(Tensor, Tensor, double, bool)"/>
    /// <param name="view">The rows.</param>
    /// <param name="column1">The column of the first embeddings.</param>
    /// <param name="column2">The column of the second embeddings.</param>
    /// <param name="alpha">The exponent, positive.</param>
    /// <param name="normalize">Whether rows are brought to length 1 first.</param>
    public static double Alignment(IDataView view, string column1, string column2, double alpha = 2, bool normalize = true) =>
        OverColumns(view, [column1, column2], z => Alignment(z[0], z[1], alpha, normalize));

    /// <summary>
    /// Computes the uniformity of embeddings (Wang and Isola 2020, arXiv:2005.10242): <c>log mean_{i&lt;j} exp(-t |z_i - z_j|^2)</c>. Lower
    /// is better; in [-4t, 0] for normalised rows, 0 if all are equal.
    /// </summary>
    /// <param name="z">The embeddings, (N, D), N at least 2.</param>
    /// <param name="t">The sharpness, positive.</param>
    /// <param name="normalize">Whether rows are brought to length 1 first.</param>
    /// <exception cref="ArgumentException">The shape is not a matrix of at least 2 rows, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="t"/> is not positive.</exception>
    public static double Uniformity(Tensor z, double t = 2, bool normalize = true)
    {
        Requires.Positive(t, nameof(t));
        CheckMatrix(z, nameof(z), minimumRows: 2);
        using var scope = NewDisposeScope();
        using var noGradient = torch.no_grad();
        var rows = Rows(z, normalize);
        rows = rows - rows.mean([0L], keepdim: true); // the distances stay
        var mayUseProducts = t * rows.square().sum(1).max().ToDouble() <= LargestExponent;
        var count = rows.shape[0];
        var blocks = Blocks(count).Select(block =>
        {
            using var blockScope = NewDisposeScope();
            var (first, others) = (rows.narrow(0, block.Start, block.Count), rows.narrow(0, block.Start, count - block.Start));
            var exponents = SquaredDistances(first, others, mayUseProducts) * -t; // (B, N - start)
            // Each pair once, and a row is no pair with itself.
            var isTaken = torch.ones_like(exponents, ScalarType.Bool).tril();
            return exponents.masked_fill_(isTaken, double.NegativeInfinity).flatten().logsumexp(0).ToDouble();
        }).ToArray();
        var uniformity = LogSumExp(blocks) - Math.Log(count) - Math.Log(count - 1) + Math.Log(2);
        return Math.Clamp(uniformity, normalize ? -4 * t : double.NegativeInfinity, 0);
    }

    /// <summary>Computes the uniformity of a column of embeddings.</summary>
    /// <inheritdoc cref="Uniformity(Tensor, double, bool)"/>
    /// <param name="view">The rows.</param>
    /// <param name="column">The column of embeddings.</param>
    /// <param name="t">The sharpness, positive.</param>
    /// <param name="normalize">Whether rows are brought to length 1 first.</param>
    public static double Uniformity(IDataView view, string column, double t = 2, bool normalize = true) =>
        OverColumns(view, [column], z => Uniformity(z[0], t, normalize));

    /// <summary>
    /// Computes the effective rank, RankMe (Garrido et al. 2023, arXiv:2210.02885): <c>exp(-sum_k p_k log p_k)</c> with
    /// <c>p_k = s_k / sum(s) + epsilon</c> over the singular values s. Between 1, a collapsed encoder, and about min(N, D); 0 if all values
    /// are 0.
    /// </summary>
    /// <param name="z">The embeddings, (N, D), neither centred nor normalised; use clearly more rows than dimensions.</param>
    /// <param name="epsilon">The term that keeps the logarithm finite, positive.</param>
    /// <exception cref="ArgumentException">The shape is not a matrix, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not positive.</exception>
    public static double EffectiveRank(Tensor z, double epsilon = 1e-7)
    {
        Requires.Positive(epsilon, nameof(epsilon));
        CheckMatrix(z, nameof(z));
        using var scope = NewDisposeScope();
        using var noGradient = torch.no_grad();
        var singular = torch.linalg.svdvals(Rows(z, normalize: false)); // (min(N, D))
        var total = singular.sum().ToDouble();
        if (total == 0)
            return 0;
        var shares = singular / total + epsilon;
        return Math.Exp(-(shares * shares.log()).sum().ToDouble());
    }

    /// <summary>Computes the effective rank of a column of embeddings.</summary>
    /// <inheritdoc cref="EffectiveRank(Tensor, double)"/>
    /// <param name="view">The rows.</param>
    /// <param name="column">The column of embeddings.</param>
    /// <param name="epsilon">The term that keeps the logarithm finite, positive.</param>
    public static double EffectiveRank(IDataView view, string column, double epsilon = 1e-7) =>
        OverColumns(view, [column], z => EffectiveRank(z[0], epsilon));

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
    /// <inheritdoc cref="ContrastiveAccuracy(Tensor, Tensor, bool, int)"/>
    /// <param name="view">The rows.</param>
    /// <param name="column1">The column of the first embeddings.</param>
    /// <param name="column2">The column of the second embeddings.</param>
    /// <param name="normalize">Whether rows are brought to length 1 first.</param>
    /// <param name="topK">The number of candidates, at least 1.</param>
    public static double ContrastiveAccuracy(IDataView view, string column1, string column2, bool normalize = true, int topK = 1) =>
        OverColumns(view, [column1, column2], z => ContrastiveAccuracy(z[0], z[1], normalize, topK));

    /// <summary>
    /// Computes how alike two embeddings of the same rows are up to rotation and scale: <c>|Xc' Yc|_* / (|Xc|_F |Yc|_F)</c> with centred
    /// columns and the nuclear norm. In [0, 1]; 0 if one of them is constant.
    /// </summary>
    /// <param name="x">The first embeddings, (N, D1).</param>
    /// <param name="y">The second embeddings, (N, D2).</param>
    /// <exception cref="ArgumentException">They are not matrices of equally many rows, or a value is not finite.</exception>
    public static double ProcrustesSimilarity(Tensor x, Tensor y)
    {
        CheckMatrix(x, nameof(x));
        CheckMatrix(y, nameof(y));
        if (x.shape[0] != y.shape[0])
            throw new ArgumentException(
                $"x and y must have equally many rows, but x has shape {Describe(x)} and y {Describe(y)}.", nameof(y));
        using var scope = NewDisposeScope();
        using var noGradient = torch.no_grad();
        var (first, second) = (Centred(x), Centred(y));
        var scale = Math.Sqrt(first.pow(2).sum().ToDouble()) * Math.Sqrt(second.pow(2).sum().ToDouble());
        return scale == 0 ? 0 : Math.Clamp(torch.linalg.svdvals(first.t().mm(second)).sum().ToDouble() / scale, 0, 1);
    }

    /// <summary>Computes the Procrustes similarity of two columns of embeddings.</summary>
    /// <inheritdoc cref="ProcrustesSimilarity(Tensor, Tensor)"/>
    /// <param name="view">The rows.</param>
    /// <param name="column1">The column of the first embeddings.</param>
    /// <param name="column2">The column of the second embeddings.</param>
    public static double ProcrustesSimilarity(IDataView view, string column1, string column2) =>
        OverColumns(view, [column1, column2], z => ProcrustesSimilarity(z[0], z[1]));

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

    private static IEnumerable<(long Start, long Count)> Blocks(long rows)
    {
        var size = Math.Max(1, BlockValues / rows);
        for (var start = 0L; start < rows; start += size)
            yield return (start, Math.Min(size, rows - start));
    }

    private static Tensor Rows(Tensor z, bool normalize)
    {
        var rows = z.detach().to_type(ScalarType.Float64);
        return normalize ? nn.functional.normalize(rows) : rows;
    }

    private static Tensor Centred(Tensor z) => Standardization.Of(z.detach()).Center(Rows(z, normalize: false));

    private static Tensor SquaredDistances(Tensor rows, Tensor others, bool mayUseProducts) => mayUseProducts
        ? (rows.square().sum(1, keepdim: true) + others.square().sum(1) - 2 * rows.mm(others.t())).clamp_min_(0)
        : torch.cdist(rows, others, 2, compute_mode.donot_use_mm_for_euclid_dist).pow_(2);

    private static double LogSumExp(IReadOnlyCollection<double> values)
    {
        var largest = values.Max();
        return double.IsNegativeInfinity(largest) ? largest : largest + Math.Log(values.Sum(value => Math.Exp(value - largest)));
    }

    private static double OverColumns(IDataView view, IReadOnlyList<string> columns, Func<IReadOnlyList<Tensor>, double> metric)
    {
        ArgumentNullException.ThrowIfNull(view);
        Libtorch.Load();
        using var scope = NewDisposeScope();
        var parts = columns.Select(column => FeatureColumn.Bind(view.Schema, column)).ToArray();
        var rows = TrainingRows.Read(view, parts, CancellationToken.None);
        return metric([.. rows.Select(part => part.flatten(1))]);
    }

    private static void CheckPair(Tensor z1, Tensor z2)
    {
        CheckMatrix(z1, nameof(z1));
        CheckMatrix(z2, nameof(z2));
        if (!z1.shape.AsSpan().SequenceEqual(z2.shape))
            throw new ArgumentException(
                $"z1 and z2 must have the same shape (N, D), but z1 has {Describe(z1)} and z2 {Describe(z2)}.", nameof(z2));
    }

    private static void CheckMatrix(Tensor z, string name, int minimumRows = 1)
    {
        ArgumentNullException.ThrowIfNull(z, name);
        if (z.Dimensions != 2 || z.shape[0] < minimumRows || z.shape[1] < 1 || !z.is_floating_point())
            throw new ArgumentException(
                $"{name} must be a floating (N, D) with N at least {minimumRows}, but it is {z.dtype} {Describe(z)}.", name);
        using var scope = NewDisposeScope();
        if (!z.isfinite().all().ToBoolean())
            throw new ArgumentException($"{name} must have finite values, but it has NaN or infinite ones.", name);
    }

    private static string Describe(Tensor z) => $"({string.Join(", ", z.shape)})";
}
