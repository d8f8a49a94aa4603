using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// A view with appended columns, each computed from its row alone when it is asked for; it shuffles and splits as its source does.
/// </summary>
internal sealed class MappedView(IDataView source, IRowMapping mapping) : IDataView
{
    public DataViewSchema Schema { get; } = mapping.Append(source.Schema);

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new ActiveColumns(source.Schema, Schema, columnsNeeded);
        return Map(source.GetRowCursor(Needed(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = new ActiveColumns(source.Schema, Schema, columnsNeeded);
        return [.. source.GetRowCursorSet(Needed(active), n, rand).Select(rows => Map(rows, active))];
    }

    private IEnumerable<DataViewSchema.Column> Needed(ActiveColumns active) => active.NeededWith(mapping.FindSource(source.Schema));

    private MappedCursor Map(DataViewRowCursor rows, ActiveColumns active) =>
        new(rows, new MappedRow(rows, Schema, active, active.AnyAppended ? mapping.Open(rows) : null));
}
