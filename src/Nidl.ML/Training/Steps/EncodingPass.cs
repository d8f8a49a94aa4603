using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Encodes the views of a batch and backpropagates through them. In parts, that takes two passes: one without a graph for the loss of the
/// whole batch, then one part by part to backpropagate. Random layers meet the same masks in both, and batch statistics move in the second
/// alone.
/// </summary>
/// <param name="network">The encoder and head.</param>
/// <param name="size">The rows that are encoded at once; null for all.</param>
internal sealed class EncodingPass(Network network, int? size)
{
    /// <summary>Encodes views for a backpropagation to follow: (N, ...) each to (N, D).</summary>
    public IReadOnlyList<Tensor> Project(IReadOnlyList<Tensor> views) => size is null ? Encode(views) : EncodeWithoutTrace(views);

    /// <summary>Backpropagates the gradients of projections, (N, D) each; null for a view that the loss does not use.</summary>
    public void Backpropagate(IReadOnlyList<Tensor> views, IReadOnlyList<Tensor> projections, IReadOnlyList<Tensor?> gradients)
    {
        for (var i = 0; i < views.Count; i++)
        {
            if (gradients[i] is not { } gradient || IsIdle(views[i]))
                continue;
            if (size is { } part)
                Backpropagate(views[i], gradient, part, i + 1);
            else
                projections[i].backward([gradient]);
        }
        StridedConvolution.ThrowFailure();
    }

    /// <summary>Encodes views: (N, ...) each to (N, D).</summary>
    /// <param name="views">The views.</param>
    /// <param name="firstView">The number of the first view, from 1: random layers draw for each view on their own.</param>
    public IReadOnlyList<Tensor> Encode(IReadOnlyList<Tensor> views, int firstView = 1) =>
        [.. views.Select(
            (rows, i) => IsIdle(rows)
                ? empty(0, 0)
                : size is { } part ? Encode(rows, part, firstView + i) : EncodePart(rows, firstView + i, start: 0))];

    // A process without rows has nothing to encode, unless the others wait for it in a layer.
    private bool IsIdle(Tensor rows) => rows.shape[0] == 0 && !network.SharesBatchStatistics;

    // Leaves the network's buffers as they were.
    private IReadOnlyList<Tensor> EncodeWithoutTrace(IReadOnlyList<Tensor> views)
    {
        IReadOnlyList<Tensor> projections = [];
        network.RestoringBuffers(() => projections = [.. Encode(views).Select(z => z.MoveToOuterDisposeScope())]);
        return projections;
    }

    private Tensor Encode(Tensor rows, int part, int view)
    {
        using var scope = NewDisposeScope();
        var encoded = new List<Tensor>();
        foreach (var (start, count) in Parts(rows.shape[0], part))
            encoded.Add(EncodePart(rows.narrow(0, start, count), view, start));
        return cat(encoded).MoveToOuterDisposeScope(); // (N, D)
    }

    private void Backpropagate(Tensor rows, Tensor gradient, int part, int view)
    {
        foreach (var (start, count) in Parts(rows.shape[0], part))
        {
            using var scope = NewDisposeScope();
            EncodePart(rows.narrow(0, start, count), view, start).backward([gradient.narrow(0, start, count)]);
        }
    }

    private Tensor EncodePart(Tensor part, int view, long start)
    {
        using var randomness = LayerRandomness.UseRows(view, start);
        return network.Project(part);
    }

    // A last part of one row joins the part before it: batch normalization needs two.
    private static IEnumerable<(long Start, long Count)> Parts(long rows, int size)
    {
        for (var start = 0L; start < rows;)
        {
            var left = rows - start;
            var count = left - size == 1 ? left : Math.Min(size, left);
            yield return (start, count);
            start += count;
        }
    }
}
