using static TorchSharp.torch;

namespace Nidl.ML.Tests.Streaming;

/// <summary>Opens views as streams of batches, and reads their epochs.</summary>
internal static class Streams
{
    /// <summary>Opens a view of two features and a label, with a pool for a number of rows.</summary>
    public static StreamingBatches Open(
        GeneratedView view, int batchSize = 8, int poolRows = 20, int seed = 1, int epochs = 10, bool dropLast = false,
        CancellationToken token = default)
    {
        var columns = new TrainingColumns(
            new FeatureColumn("Features", [view.Size]), null, AuxiliaryVariables.Bind(view.Schema, ["Label"], MissingValues.Refuse));
        var plan = new BatchPlan(view.ClaimedRows ?? view.Rows, batchSize, dropLast);
        var rowBytes = new RowLayout(columns.Parts).RowBytes + RowSlots.OverheadBytes;
        return StreamingBatches.Open(view, columns, plan, 2L * (poolRows + 2 * batchSize) * rowBytes, new(CPU, seed, epochs, token));
    }

    /// <summary>Reads an epoch: the numbers of its rows in order.</summary>
    public static int[] Epoch(IBatchSource batches, int epoch, int firstBatch = 0)
    {
        using var scope = NewDisposeScope();
        batches.BeginEpoch(epoch, firstBatch);
        return [.. Enumerable.Range(firstBatch, batches.BatchesPerEpoch - firstBatch).SelectMany(i => Numbers(batches.Read(i)))];
    }

    /// <summary>The numbers of a batch's rows.</summary>
    public static int[] Numbers(Batch batch)
    {
        using var scope = NewDisposeScope();
        return [.. batch.Features.select(1, 0).contiguous().data<float>().ToArray().Select(value => (int)value)];
    }
}
