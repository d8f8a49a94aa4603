using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Rows of a view that are read anew each epoch, in another order each time.</summary>
/// <param name="View">The view.</param>
/// <param name="Layout">The parts of a row.</param>
/// <param name="Plan">How many rows there are and how they become batches.</param>
/// <param name="PoolRows">The rows of the shuffle pool.</param>
/// <param name="Seed">The seed of the run.</param>
internal sealed record StreamedRows(IDataView View, RowLayout Layout, BatchPlan Plan, int PoolRows, int Seed)
{
    /// <summary>
    /// Reads an epoch into <paramref name="slots"/>, on the calling thread, in an order that depends on seed and epoch alone.
    /// </summary>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="slots">Where rows are read to.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>The places of the rows; whoever enumerates gives them back.</returns>
    /// <exception cref="RowReadException">A row cannot be read.</exception>
    /// <exception cref="InvalidOperationException">A value cannot be used, or there are fewer or more rows than were counted.</exception>
    public IEnumerable<int> ReadEpoch(int epoch, RowSlots slots, CancellationToken stop)
    {
        var pool = new ShufflePool(PoolRows, CreateRandom(epoch, stage: 1));
        using var cursor = OpenCursor(epoch);
        IRowPartReader[] readers = [.. Layout.Parts.Select(part => part.Open(cursor))];
        for (var row = 0L; row < Plan.RowCount; row++)
        {
            var slot = slots.Take(stop);
            ReadRow(cursor, readers, slots.Row(slot), row);
            if (pool.TryExchange(slot, out var leaving))
                yield return leaving;
        }
        // Asked before the pool is emptied, so that the error comes before the epoch's last batch.
        TrainingRows.CheckEnd(cursor, Plan.RowCount, stop);
        foreach (var slot in pool.Drain().ToArray())
            yield return slot;
    }

    private DataViewRowCursor OpenCursor(int epoch) => UpstreamCursor.Open(
        View, Layout.Parts.SelectMany(part => part.Sources(View.Schema)), View.CanShuffle ? () => CreateRandom(epoch, stage: 0) : null);

    private Random CreateRandom(int epoch, int stage) => new(unchecked((int)RandomSource.SeedFor(Seed, RandomPurpose.Order, epoch, stage)));

    private void ReadRow(DataViewRowCursor cursor, IRowPartReader[] readers, Span<byte> destination, long row)
    {
        if (!cursor.MoveNext())
            throw new InvalidOperationException($"The view counted {Plan.RowCount} rows, but ended after {row}.");
        for (var i = 0; i < readers.Length; i++)
            readers[i].Read(Layout.Part(destination, i));
    }
}
