using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Weighted votes of the most similar remembered rows: (N, D) to (N, outputs), the classes' shares or the weighted mean.</summary>
internal sealed class KnnModule : nn.Module<Tensor, Tensor>
{
    public const string BankName = "bank";
    public const string LabelsName = "labels";

    // Rows of the bank that are compared at once, so that similarities of a block of queries stay small.
    private const long BankBlock = 1 << 16;

    private readonly ProbeTask _task;
    private readonly int _classCount;
    private readonly int _neighbors;
    private readonly double _temperature;

    /// <param name="bank">The remembered rows, (M, D), normalised; owned from now on.</param>
    /// <param name="labels">Their labels, (M): classes as Int64, or values as Single; owned from now on.</param>
    /// <param name="settings">The settings.</param>
    public KnnModule(Tensor bank, Tensor labels, ProbeDescription settings)
        : base(nameof(KnnModule))
    {
        (_task, _classCount) = (settings.Task, settings.ClassCount);
        (_neighbors, _temperature) = (settings.Knn!.NumberOfNeighbors, settings.Knn.Temperature);
        register_buffer(BankName, bank.DetachFromDisposeScope());
        register_buffer(LabelsName, labels.DetachFromDisposeScope());
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (similarities, rows) = Nearest(nn.functional.normalize(input), get_buffer(BankName)!);
        // exp(s / tau) over its sum, without overflow.
        var weights = similarities.div(_temperature).softmax(1); // (N, K)
        var labels = get_buffer(LabelsName)!.index_select(0, rows.flatten()).reshape(rows.shape); // (N, K)
        return Vote(weights, labels).MoveToOuterDisposeScope();
    }

    private Tensor Vote(Tensor weights, Tensor labels)
    {
        if (_task == ProbeTask.Regression)
            return weights.mul(labels).sum(1, keepdim: true); // (N, 1)
        var shares = torch.zeros([weights.shape[0], _classCount], weights.dtype, weights.device).scatter_add_(1, labels, weights); // (N, classes)
        if (_task == ProbeTask.MulticlassClassification)
            return shares;
        var positive = shares.narrow(1, 1, 1); // (N, 1)
        return torch.cat([2 * positive - 1, positive], 1); // (N, 2)
    }

    private (Tensor Similarities, Tensor Rows) Nearest(Tensor queries, Tensor bank)
    {
        Tensor? best = null, rows = null;
        for (var start = 0L; start < bank.shape[0]; start += BankBlock)
        {
            var block = bank.narrow(0, start, Math.Min(BankBlock, bank.shape[0] - start));
            var (top, index) = queries.mm(block.t()).topk((int)Math.Min(_neighbors, block.shape[0]), 1); // (N, K)
            index = index + start;
            (best, rows) = best is null ? (top, index) : Merge(torch.cat([best, top], 1), torch.cat([rows!, index], 1));
        }
        return (best!, rows!);
    }

    private (Tensor, Tensor) Merge(Tensor similarities, Tensor rows)
    {
        var (top, index) = similarities.topk((int)Math.Min(_neighbors, similarities.shape[1]), 1);
        return (top, rows.gather(1, index));
    }
}
