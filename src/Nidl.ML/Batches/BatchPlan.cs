using System.Globalization;

namespace Nidl.ML;

/// <summary>
/// How the rows of an epoch become batches: a last batch of one row is never used, a smaller one only without <paramref name="DropLast"/>.
/// </summary>
/// <param name="RowCount">The number of rows, at least 2.</param>
/// <param name="BatchSize">The rows of a batch.</param>
/// <param name="DropLast">Whether a smaller last batch is left out.</param>
internal sealed record BatchPlan(long RowCount, int BatchSize, bool DropLast)
{
    private int _rank;
    private int _size = 1;
    private long _stride = BatchSize;
    private long _offset;

    /// <summary>Gets the number of batches of an epoch.</summary>
    public int BatchesPerEpoch { get; private init; } = checked((int)(RowCount / BatchSize))
        + (!DropLast && RowCount % BatchSize >= 2 ? 1 : 0);

    /// <summary>Creates the plan of a process of a group.</summary>
    /// <param name="rowCount">The rows that this process is given.</param>
    /// <param name="batchSize">The rows of a batch of all processes.</param>
    /// <param name="dropLast">Whether a smaller last batch is left out.</param>
    /// <param name="processes">The group, which comes together here if rows are each process's own.</param>
    /// <param name="rows">What the rows are.</param>
    /// <exception cref="ArgumentException">A batch has too few rows for the processes.</exception>
    public static BatchPlan Of(long rowCount, int batchSize, bool dropLast, ProcessGroup processes, RowsPerProcess rows)
    {
        if (rows == RowsPerProcess.All)
            return new(rowCount, batchSize, dropLast) { _rank = processes.Rank, _size = processes.Size };
        if (batchSize < 2 * processes.Size)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"BatchSize must be at least {2 * processes.Size}, two rows of each of {processes.Size} processes, "
                + $"but {batchSize} was given."), "BatchSize");
        var share = processes.ShareOf(batchSize);
        var own = new BatchPlan(rowCount, (int)share.Count, dropLast) { _stride = batchSize, _offset = share.Start };
        return own with { BatchesPerEpoch = (int)processes.Exchange(own.BatchesPerEpoch).Min() };
    }

    /// <summary>Gets where a batch, counted from 0, starts in the epoch's order, and how many rows it has.</summary>
    public (long Start, long Count) Rows(int batch) =>
        ((long)batch * BatchSize, Math.Min(BatchSize, RowCount - (long)batch * BatchSize));

    /// <summary>Gets the rows of a batch that this process encodes.</summary>
    public RowShare Share(int batch) => RowShare.Of(Rows(batch).Count, _rank, _size);

    /// <summary>Gets the position of the first of them among those of all processes in the epoch.</summary>
    public long FirstRow(int batch) => batch * _stride + _offset + Share(batch).Start;
}
