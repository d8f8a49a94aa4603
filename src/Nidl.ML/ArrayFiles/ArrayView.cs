using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// A view with a column of arrays, each read from its row's file when it is asked for, or a little before; it shuffles and splits as its
/// source does.
/// </summary>
internal sealed class ArrayView(IDataView source, ArrayColumn column) : IDataView
{
    private readonly FileRows<float> _files = new(column.Shape.Size, column.Reading.CacheBytes, path => path, column.Read);

    public DataViewSchema Schema { get; } = column.Append(source.Schema);

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new ActiveColumns(source.Schema, Schema, columnsNeeded);
        // Two cursors, which a view that shuffles by the random numbers alone gives the same order.
        var seed = rand?.Next();
        Random? Order() => seed is { } number ? new Random(number) : null;
        var rows = source.GetRowCursor(Needed(active), Order());
        if (!active.AnyAppended || column.Reading.ReadAheadBytes == 0)
            return Map(rows, active);
        try
        {
            var paths = column.FindSource(source.Schema);
            var ahead = new FileReadAhead<float>(_files, source.GetRowCursor([paths], Order()), paths, column.Reading.ReadAheadBytes);
            return Map(rows, active, ahead);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    // Others read them side by side: none of them needs to read ahead.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = new ActiveColumns(source.Schema, Schema, columnsNeeded);
        return [.. source.GetRowCursorSet(Needed(active), n, rand).Select(rows => Map(rows, active))];
    }

    private IEnumerable<DataViewSchema.Column> Needed(ActiveColumns active) => active.NeededWith(column.FindSource(source.Schema));

    private ArrayCursor Map(DataViewRowCursor rows, ActiveColumns active, FileReadAhead<float> ahead) =>
        new(rows, new MappedRow(rows, Schema, active, column.Open(rows, ahead.Read)), ahead);

    private MappedCursor Map(DataViewRowCursor rows, ActiveColumns active) =>
        new(rows, new MappedRow(rows, Schema, active, active.AnyAppended ? column.Open(rows, _files.Read) : null));
}
