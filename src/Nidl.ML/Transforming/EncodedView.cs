using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// A view with columns that a network computes, a block of rows at once when a cursor asks for them; remembers what it has computed.
/// </summary>
internal sealed class EncodedView(IDataView source, EncodedColumns columns, EmbeddingOptions options) : IRowNamingView
{
    private readonly EmbeddingCache _cache = new(options.CacheBytes, columns.Network.EmbeddingDimension);

    public DataViewSchema Schema { get; } = columns.Append(source.Schema);

    /// <summary>Gets false: the look-ahead needs two cursors to agree, and two shuffled ones do not.</summary>
    public bool CanShuffle => false;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new ActiveColumns(source.Schema, Schema, columnsNeeded);
        // The look-ahead reads the features by itself.
        var rows = UpstreamCursor.Open(source, active.Own);
        try
        {
            return active.AnyAppended
                ? new EncodedCursor(rows, Schema, active, columns, LookAhead())
                : new MappedCursor(rows, new MappedRow(rows, Schema, active, appended: null));
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Gets one cursor whatever <paramref name="n"/> is: rows of a split cursor could not be matched with the look-ahead's.
    /// </summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private EmbeddingLookAhead LookAhead() =>
        new(source, columns.Features, columns.Network, _cache, options.RowsAtOnce(columns.Features.Shape, columns.Network.Device.type));
}
