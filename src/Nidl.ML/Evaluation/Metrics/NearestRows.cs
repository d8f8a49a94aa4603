using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Finds the rows of a bank that are most similar to queries, a block of the bank at a time.</summary>
internal static class NearestRows
{
    // Values of a block at once, of its rows or of similarities to them: 32 MB in Double.
    private const long BlockValues = 1 << 22;

    /// <summary>
    /// What tells two similarities apart: products of equal rows differ in their last digits, by where in a block the rows stand.
    /// </summary>
    public const double Tie = 1e-12;

    /// <summary>Finds the rows with the largest products; of products that differ by less than rounding may, the earlier rows.</summary>
    /// <param name="queries">The queries, (N, D), of Float64 and length 1.</param>
    /// <param name="bank">The rows, (M, D), of length 1.</param>
    /// <param name="count">How many to find, K; all if there are fewer.</param>
    /// <returns>The similarities, (N, K), and the rows' indices, (N, K), ascending.</returns>
    public static (Tensor Similarities, Tensor Indices) Find(Tensor queries, Tensor bank, int count)
    {
        using var scope = NewDisposeScope();
        var rows = queries.shape[0];
        var similarities = torch.empty([rows, 0], ScalarType.Float64, bank.device);
        var indices = torch.empty([rows, 0], ScalarType.Int64, bank.device);
        var size = Math.Max(1, BlockValues / Math.Max(bank.shape[1], rows));
        for (var start = 0L; start < bank.shape[0]; start += size)
        {
            using var block = NewDisposeScope();
            var end = Math.Min(start + size, bank.shape[0]);
            var products = queries.mm(bank.narrow(0, start, end - start).to_type(ScalarType.Float64).t()); // (N, block)
            var own = torch.arange(start, end, ScalarType.Int64, bank.device).expand(rows, end - start);
            var (all, numbers) = (torch.cat([similarities, products], 1), torch.cat([indices, own], 1)); // (N, K + block)
            var chosen = Choose(all, Math.Min(count, all.shape[1])); // (N, K)
            similarities = all.gather(1, chosen).MoveToOuterDisposeScope();
            indices = numbers.gather(1, chosen).MoveToOuterDisposeScope();
        }
        return (similarities.MoveToOuterDisposeScope(), indices.MoveToOuterDisposeScope());
    }

    /// <summary>Gets where each row's largest values stand, (N, K), ascending; of those that tie for the last places the first.</summary>
    private static Tensor Choose(Tensor values, long count)
    {
        var last = values.topk((int)count, 1).values.narrow(1, count - 1, 1); // (N, 1)
        var isLarger = values.gt(last + Tie);
        var isTied = values.ge(last - Tie).logical_and(isLarger.logical_not());
        var isFirst = isTied.cumsum(1).le(count - isLarger.sum(1, keepdim: true));
        return isLarger.logical_or(isTied.logical_and(isFirst)).nonzero().narrow(1, 1, 1).reshape(values.shape[0], count);
    }
}
