namespace Nidl.ML;

/// <summary>How the rows of an epoch become batches: a last batch of one row is never used, a smaller one only without <paramref name="DropLast"/>.</summary>
/// <param name="RowCount">The number of rows, at least 2.</param>
/// <param name="BatchSize">The rows of a batch.</param>
/// <param name="DropLast">Whether a smaller last batch is left out.</param>
internal sealed record BatchPlan(long RowCount, int BatchSize, bool DropLast)
{
    /// <summary>Gets the number of batches of an epoch.</summary>
    public int StepsPerEpoch { get; } = checked((int)(RowCount / BatchSize)) + (!DropLast && RowCount % BatchSize >= 2 ? 1 : 0);

    /// <summary>Gets where the batch of a step starts in the epoch's order, and how many rows it has.</summary>
    public (long Start, long Count) Rows(int step) => ((long)step * BatchSize, Math.Min(BatchSize, RowCount - (long)step * BatchSize));
}
