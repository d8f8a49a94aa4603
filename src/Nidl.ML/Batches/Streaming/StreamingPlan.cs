namespace Nidl.ML;

/// <summary>How a memory budget is spent on rows that do not fit into it.</summary>
/// <param name="Slots">The rows that are in memory at once: the shuffle pool and two batches that are read ahead.</param>
/// <param name="PoolRows">The rows of the shuffle pool.</param>
/// <param name="SampleRows">The rows of the sample that augmentations learn from.</param>
internal sealed record StreamingPlan(int Slots, int PoolRows, int SampleRows)
{
    private const int BatchesAhead = 2;
    private const long LargestSampleBytes = 1L << 26;

    /// <summary>
    /// Divides the budget: half for rows on their way, an eighth at most for the sample, the rest for the batch in training and the
    /// auxiliary variables.
    /// </summary>
    /// <exception cref="ArgumentException">The budget holds less than three batches on their way.</exception>
    public static StreamingPlan Create(long budgetBytes, RowLayout layout, BatchPlan batches)
    {
        var rowBytes = layout.RowBytes + RowSlots.OverheadBytes;
        var batch = Math.Min(batches.BatchSize, batches.RowCount);
        var ahead = BatchesAhead * batch;
        var slots = Math.Min(budgetBytes / 2 / rowBytes, Math.Min(batches.RowCount + ahead, Array.MaxLength));
        if (slots < ahead + batch)
            throw new ArgumentException(
                $"MemoryBudgetBytes must hold at least 6 batches of BatchSize = {batches.BatchSize} rows, "
                + $"{2 * (ahead + batch) * rowBytes} bytes here, but {budgetBytes} was given; raise it or lower BatchSize.",
                "MemoryBudgetBytes");
        var sampleRows = Math.Min(budgetBytes / 8, LargestSampleBytes) / layout.PartBytes(0);
        return new((int)slots, (int)(slots - ahead), (int)Math.Clamp(sampleRows, 1, batches.RowCount));
    }
}
