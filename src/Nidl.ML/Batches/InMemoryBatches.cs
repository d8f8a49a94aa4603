using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// All training rows as tensors on the device; a batch is an index selection in the epoch's shuffled order. Owns the tensors.
/// </summary>
internal sealed class InMemoryBatches : IBatchSource
{
    private readonly TrainingColumns _columns;
    private readonly IReadOnlyList<Tensor> _parts;
    private readonly Batch _all;
    private readonly BatchPlan _plan;
    private readonly int _seed;
    private Tensor? _order;

    /// <param name="columns">The parts of a row.</param>
    /// <param name="parts">One tensor for each part, (rows, ...), on the device; owned from now on.</param>
    /// <param name="plan">How rows become batches.</param>
    /// <param name="seed">The seed of the run.</param>
    public InMemoryBatches(TrainingColumns columns, IReadOnlyList<Tensor> parts, BatchPlan plan, int seed)
    {
        (_columns, _parts, _plan, _seed) = (columns, parts, plan, seed);
        _all = columns.CreateBatch(parts);
    }

    public long RowCount => _plan.RowCount;

    public int BatchesPerEpoch => _plan.BatchesPerEpoch;

    public Tensor SampleFeatures => _all.Features;

    public Tensor? AllAuxiliary => _all.Auxiliary;

    public void BeginEpoch(int epoch, int firstBatch)
    {
        using var random = new RandomSource(torch.CPU, _seed, RandomPurpose.Order, epoch);
        using var order = random.Permutation(_plan.RowCount);
        _order?.Dispose();
        _order = order.to(_all.Features.device).DetachFromDisposeScope();
    }

    public Batch Read(int batch)
    {
        using var scope = NewDisposeScope();
        var own = _plan.Share(batch);
        var index = _order!.narrow(0, _plan.Rows(batch).Start + own.Start, own.Count);
        return _columns.CreateBatch(
            [.. _parts.Select(part => part.index_select(0, index).MoveToOuterDisposeScope())], _plan.FirstRow(batch));
    }

    public void Dispose()
    {
        _order?.Dispose();
        foreach (var part in _parts)
            part.Dispose();
    }
}
