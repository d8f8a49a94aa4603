using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Batches of rows that do not fit into memory: they are read anew each epoch on a background thread and shuffled by a pool that holds as
/// many as the budget allows. The tensors are made here, on the training thread.
/// </summary>
internal sealed class StreamingBatches : IBatchSource
{
    private readonly StreamedRows _rows;
    private readonly TrainingColumns _columns;
    private readonly TrainingRun _run;
    private readonly int _sampleRows;
    private readonly RowSlots _slots;
    private readonly Tensor? _auxiliary;
    private Tensor? _sample;
    private BackgroundReader? _reader;

    private StreamingBatches(StreamedRows rows, TrainingColumns columns, StreamingPlan plan, TrainingRun run, Tensor? auxiliary)
    {
        (_rows, _columns, _run, _sampleRows, _auxiliary) = (rows, columns, run, plan.SampleRows, auxiliary);
        _slots = new RowSlots(plan.Slots, rows.Layout.RowBytes);
    }

    /// <summary>
    /// Where a source serves: the device of the batches, the seed, the epochs that there will be, and the token that ends it.
    /// </summary>
    public sealed record TrainingRun(Device Device, int Seed, int NumberOfEpochs, CancellationToken Token);

    public long RowCount => _rows.Plan.RowCount;

    public int BatchesPerEpoch => _rows.Plan.BatchesPerEpoch;

    public Tensor SampleFeatures => _sample ??= ReadSample();

    public Tensor? AllAuxiliary => _auxiliary;

    /// <summary>Opens the rows of a view; the auxiliary variables of all of them are read at once.</summary>
    /// <exception cref="ArgumentException">The budget is too small for the batches.</exception>
    /// <exception cref="InvalidOperationException">An auxiliary variable cannot be used, or the view ends early.</exception>
    public static StreamingBatches Open(IDataView view, TrainingColumns columns, BatchPlan plan, long budgetBytes, TrainingRun run)
    {
        var layout = new RowLayout(columns.Parts);
        var memory = StreamingPlan.Create(budgetBytes, layout, plan);
        using var scope = NewDisposeScope();
        var auxiliary = columns.Auxiliary is { } part
            ? TrainingRows.Read(view, [part], plan.RowCount, run.Token)[0].to(run.Device).DetachFromDisposeScope()
            : null;
        return new(new StreamedRows(view, layout, plan, memory.PoolRows, run.Seed), columns, memory, run, auxiliary);
    }

    public void BeginEpoch(int epoch, int firstBatch)
    {
        // The reader has read on into this epoch already, unless this is the first, or one that was not asked for in order.
        if (_reader is { } reader && (reader.Epoch, reader.NextBatch) == (epoch, firstBatch) && epoch < _run.NumberOfEpochs)
            return;
        _reader?.Dispose();
        _slots.Reset();
        _reader = new BackgroundReader(_rows, _slots, epoch, firstBatch, _run.NumberOfEpochs);
    }

    public Batch Read(int batch)
    {
        var slots = _reader!.Take(_run.Token);
        var rows = _columns.CreateBatch([.. _rows.Layout.Parts.Select((_, part) => CreateTensor(part, slots))], _rows.Plan.FirstRow(batch));
        _slots.Return(slots);
        return rows;
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _slots.Dispose();
        _sample?.Dispose();
        _auxiliary?.Dispose();
    }

    private Tensor CreateTensor(int part, ReadOnlySpan<int> slots)
    {
        using var scope = NewDisposeScope();
        var (shape, type) = (_rows.Layout.Parts[part].Shape, _rows.Layout.Parts[part].ElementType);
        var tensor = torch.empty(shape.WithBatch(slots.Length), type, torch.CPU);
        var rowBytes = _rows.Layout.PartBytes(part);
        foreach (var (start, rows) in RowWindows.Of(slots.Length, rowBytes))
        {
            var destination = tensor.narrow(0, start, rows).bytes;
            for (var i = 0; i < rows; i++)
                _rows.Layout.Part(_slots.Row(slots[(int)start + i]), part).CopyTo(destination[(i * rowBytes)..]);
        }
        return tensor.to(_run.Device).MoveToOuterDisposeScope();
    }

    private Tensor ReadSample()
    {
        using var scope = NewDisposeScope();
        return RowSample.Read(_rows.View, _columns.Features, RowCount, _sampleRows, _run.Seed, _run.Token).to(_run.Device)
            .DetachFromDisposeScope();
    }
}
