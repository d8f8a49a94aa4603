using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// A view with a column of arrays, each read from its row's file when it is asked for, or a little before; it shuffles and splits as its
/// source does.
/// </summary>
internal sealed class ArrayView(IDataView source, ArrayColumn column) : IDataView
{
    private readonly FileCursors<float> _cursors = new(
        source, column.FindSource(source.Schema),
        new FileRows<float>(column.Shape.Size, column.Reading.CacheBytes, path => path, column.Read, column.Format.FilesOf),
        column.Reading.ReadAheadBytes);

    public DataViewSchema Schema { get; } = column.Append(source.Schema);

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new ActiveColumns(source.Schema, Schema, columnsNeeded);
        return _cursors.Open(Needed(active), active.AnyAppended, rand, rows => Map(rows, active));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = new ActiveColumns(source.Schema, Schema, columnsNeeded);
        return _cursors.OpenSet(Needed(active), active.AnyAppended, n, rand, rows => Map(rows, active));
    }

    private IEnumerable<DataViewSchema.Column> Needed(ActiveColumns active) => active.NeededWith(column.FindSource(source.Schema));

    private MappedCursor Map(FileCursor<float> rows, ActiveColumns active) =>
        new(rows, new MappedRow(rows, Schema, active, active.AnyAppended ? column.Open(rows, rows.Read) : null));
}
