using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Gives rows that lack an auxiliary value, NaN in the labels, no neighbors: their weight is 1 to themselves (which the loss gives to their
/// other view) and 0 to all other rows. The metric inside sees complete rows only.
/// </summary>
internal sealed class CompleteRowsMetric(KernelMetric inner) : KernelMetric(inner.Kernel, inner.Bandwidth)
{
    /// <summary>Fits the metric inside on the complete rows.</summary>
    /// <exception cref="InvalidOperationException">No row is complete.</exception>
    public override KernelMetric Fit(Tensor labels)
    {
        using var scope = NewDisposeScope();
        var complete = CompleteRows(labels);
        if (complete.shape[0] == 0)
            throw new InvalidOperationException(
                "The auxiliary variables must be complete in at least one row, "
                + $"but a value is missing in each of the {labels.shape[0]} training rows.");
        inner.Fit(labels.index_select(0, complete));
        return this;
    }

    /// <inheritdoc/>
    public override Tensor Pairwise(Tensor labels)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var complete = CompleteRows(labels); // (n)
        var (rows, count) = (labels.shape[0], complete.shape[0]);
        if (count == rows)
            return inner.Pairwise(labels).MoveToOuterDisposeScope();
        var weights = torch.eye(rows, dtype: labels.dtype, device: labels.device); // (N, N)
        if (count == 0)
            return weights.MoveToOuterDisposeScope();
        var block = inner.Pairwise(labels.index_select(0, complete)).to(labels.dtype); // (n, n)
        var columns = torch.zeros(count, rows, dtype: labels.dtype, device: labels.device).index_copy(1, complete, block); // (n, N)
        return weights.index_copy(0, complete, columns).MoveToOuterDisposeScope();
    }

    private static Tensor CompleteRows(Tensor labels) => labels.isnan().any(1).logical_not().nonzero().flatten();
}
