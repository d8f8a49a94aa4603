using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Opens the cursors of a view whose rows name files: what reads ahead of one has a second cursor over the paths.</summary>
/// <param name="source">The rows.</param>
/// <param name="paths">The column of paths.</param>
/// <param name="files">What reads the files.</param>
/// <param name="bytesAhead">The bytes that are read ahead of a cursor; 0 means none.</param>
internal sealed class FileCursors<T>(IDataView source, DataViewSchema.Column paths, FileRows<T> files, long bytesAhead)
    where T : unmanaged
{
    /// <summary>Opens a cursor.</summary>
    /// <param name="needed">The columns of the rows.</param>
    /// <param name="readsFiles">Whether the files will be read; the column of paths is then among <paramref name="needed"/>.</param>
    /// <param name="rand">The random numbers to shuffle by; null leaves the order.</param>
    /// <param name="map">Makes the view's own cursor, which owns the one that it is given.</param>
    public DataViewRowCursor Open(
        IEnumerable<DataViewSchema.Column> needed, bool readsFiles, Random? rand, Func<FileCursor<T>, DataViewRowCursor> map)
    {
        var order = Order(rand);
        return Map([source.GetRowCursor(needed, order?.Invoke())], readsFiles, order, map)[0];
    }

    /// <summary>Opens cursors that share the rows. They are read side by side: what is not alone does not read ahead.</summary>
    /// <param name="needed">The columns of the rows.</param>
    /// <param name="readsFiles">Whether the files will be read; the column of paths is then among <paramref name="needed"/>.</param>
    /// <param name="n">The number of cursors that are wished for.</param>
    /// <param name="rand">The random numbers to shuffle by; null leaves the order.</param>
    /// <param name="map">Makes a cursor of the view, which owns the one that it is given.</param>
    public DataViewRowCursor[] OpenSet(
        IEnumerable<DataViewSchema.Column> needed, bool readsFiles, int n, Random? rand, Func<FileCursor<T>, DataViewRowCursor> map)
    {
        var order = Order(rand);
        return Map(source.GetRowCursorSet(needed, n, order?.Invoke()), readsFiles, order, map);
    }

    // Two cursors, which a view that shuffles by the random numbers alone gives the same order.
    private static Func<Random>? Order(Random? rand)
    {
        if (rand is null)
            return null;
        var seed = rand.Next();
        return () => new Random(seed);
    }

    private DataViewRowCursor[] Map(
        DataViewRowCursor[] cursors, bool readsFiles, Func<Random>? order, Func<FileCursor<T>, DataViewRowCursor> map)
    {
        try
        {
            return [.. cursors.Select(rows => map(new(rows, files, readsFiles && cursors.Length == 1 ? Ahead(order) : null)))];
        }
        catch
        {
            foreach (var rows in cursors)
                rows.Dispose();
            throw;
        }
    }

    private FileReadAhead<T>? Ahead(Func<Random>? order) =>
        bytesAhead == 0 ? null : new(files, () => UpstreamCursor.Open(source, [paths], order), paths, bytesAhead);
}
