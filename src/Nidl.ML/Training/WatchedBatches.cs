using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Passes batches on and warns, at the first of them, of data that cannot teach anything.</summary>
/// <param name="batches">The batches; owned.</param>
/// <param name="columns">The parts of a row.</param>
/// <param name="log">Where it warns.</param>
internal sealed class WatchedBatches(IBatchSource batches, TrainingColumns columns, TrainingLog log) : IBatchSource
{
    private bool _hasLooked;

    public long RowCount => batches.RowCount;

    public int BatchesPerEpoch => batches.BatchesPerEpoch;

    public Tensor SampleFeatures => batches.SampleFeatures;

    public Tensor? AllAuxiliary => batches.AllAuxiliary;

    public void BeginEpoch(int epoch, int firstBatch) => batches.BeginEpoch(epoch, firstBatch);

    public Batch Read(int batch)
    {
        var rows = batches.Read(batch);
        // A process may have no share of a batch.
        if (_hasLooked || rows.Features.shape[0] == 0)
            return rows;
        Look(rows);
        _hasLooked = true;
        return rows;
    }

    public void Dispose() => batches.Dispose();

    private void Look(Batch batch)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var (name, rows) = (columns.Features.Name, batch.Features.shape[0]);
        if (HasEqualRows(batch.Features))
            log.Warning(
                $"Column '{name}' has the same values in all {rows} rows of the first batch: equal rows teach nothing; "
                + "look at what makes the column.");
        if (batch.SecondView is { } second && second.eq(batch.Features).all().ToBoolean())
            log.Warning(
                $"Columns '{name}' and '{columns.SecondView!.Name}' are equal in all {rows} rows of the first batch: "
                + "a row's two views differ by augmentations alone.");
        if (batches.AllAuxiliary is { } auxiliary && HasEqualRows(auxiliary))
            log.Warning(
                $"The auxiliary variables have the same values in all {auxiliary.shape[0]} rows: "
                + "every row attracts every other as strongly as its own second view.");
    }

    private static bool HasEqualRows(Tensor rows) => rows.eq(rows.narrow(0, 0, 1)).all().ToBoolean();
}
