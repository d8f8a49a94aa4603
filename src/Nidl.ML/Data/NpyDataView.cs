using Microsoft.ML;

namespace Nidl.ML;

/// <summary>A view with a column of arrays appended, each read from its file when it is asked for.</summary>
internal sealed class NpyDataView(IDataView source, NpyColumn column) : IDataView
{
    public DataViewSchema Schema { get; } = column.Append(source.Schema);

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = NpyRowMapper.Active(Schema, columnsNeeded);
        return new NpyCursor(source.GetRowCursor(NpyRowMapper.Needed(source.Schema, active, column), rand), Schema, active, column);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = NpyRowMapper.Active(Schema, columnsNeeded);
        return [.. source.GetRowCursorSet(NpyRowMapper.Needed(source.Schema, active, column), n, rand)
            .Select(rows => new NpyCursor(rows, Schema, active, column))];
    }
}
