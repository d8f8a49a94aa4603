using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

public static partial class EmbeddingMetrics
{
    // Up to this largest exponent, what distances from products lose does not show: some 1e-16 of it.
    private const double LargestExponent = 1e4;

    /// <summary>
    /// Computes the uniformity of embeddings (Wang and Isola 2020, arXiv:2005.10242): <c>log mean_{i&lt;j} exp(-t |z_i - z_j|^2)</c>. Lower
    /// is better; in [-4t, 0] for normalized rows, 0 if all are equal.
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
    /// <param name="view">The rows.</param>
    /// <param name="column">The column of embeddings.</param>
    /// <param name="t">The sharpness, positive.</param>
    /// <param name="normalize">Whether rows are brought to length 1 first.</param>
    /// <exception cref="ArgumentException">The view has fewer than 2 rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or no vector of Single of known size, or <paramref name="t"/> is not positive.
    /// </exception>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    public static double Uniformity(IDataView view, string column, double t = 2, bool normalize = true) =>
        OverColumns(view, [column], z => Uniformity(z[0], t, normalize));

    private static Tensor SquaredDistances(Tensor rows, Tensor others, bool mayUseProducts) => mayUseProducts
        ? (rows.square().sum(1, keepdim: true) + others.square().sum(1) - 2 * rows.mm(others.t())).clamp_min_(0)
        : torch.cdist(rows, others, 2, compute_mode.donot_use_mm_for_euclid_dist).pow_(2);

    private static double LogSumExp(IReadOnlyCollection<double> values)
    {
        var largest = values.Max();
        return double.IsNegativeInfinity(largest) ? largest : largest + Math.Log(values.Sum(value => Math.Exp(value - largest)));
    }
}
