using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Encodes a batch in parts, twice: without a graph for the loss of the whole batch, then part by part to backpropagate. Random layers meet
/// the same masks in both passes, and batch statistics move in the second alone.
/// </summary>
internal sealed class MicroBatchPass(Network network)
{
    /// <summary>Encodes both views without a graph and leaves the network's buffers as they were: (N, ...) to (N, D).</summary>
    public (Tensor Z1, Tensor Z2) EncodeWithoutTrace(Tensor view1, Tensor view2, int size)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var before = network.Buffers.Select(buffer => buffer.clone()).ToList();
        var z1 = Encode(view1, size, view: 1);
        var z2 = Encode(view2, size, view: 2);
        // Asked for anew: a TorchScript program may have put other tensors in their places.
        foreach (var (buffer, value) in network.Buffers.Zip(before))
            buffer.copy_(value);
        return (z1.MoveToOuterDisposeScope(), z2.MoveToOuterDisposeScope());
    }

    /// <summary>Encodes a view part by part: (N, ...) to (N, D).</summary>
    public Tensor Encode(Tensor rows, int size, int view)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        foreach (var (start, count) in Parts(rows.shape[0], size))
            parts.Add(EncodePart(rows.narrow(0, start, count), view, start));
        return cat(parts).MoveToOuterDisposeScope(); // (N, D)
    }

    /// <summary>Encodes a view again, part by part, and backpropagates the gradient of its projections, (N, D).</summary>
    public void Backpropagate(Tensor rows, Tensor gradient, int size, int view)
    {
        foreach (var (start, count) in Parts(rows.shape[0], size))
        {
            using var scope = NewDisposeScope();
            EncodePart(rows.narrow(0, start, count), view, start).backward([gradient.narrow(0, start, count)]);
        }
    }

    private Tensor EncodePart(Tensor part, int view, long start)
    {
        using var randomness = LayerRandomness.UsePart(view, start);
        return network.Project(part);
    }

    // A last part of one row joins the part before it: batch normalisation needs two.
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
