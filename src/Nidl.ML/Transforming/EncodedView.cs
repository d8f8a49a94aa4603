using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// A view with columns that a network computes, a block of rows at once when a cursor asks for them; remembers what it has computed.
/// </summary>
internal sealed class EncodedView : IRowNamingView
{
    private readonly IDataView _source;
    private readonly EncodedColumns _columns;
    private readonly EmbeddingCache _cache;
    private readonly BlockMemory _memory;
    private readonly int _rowsAtOnce;

    public EncodedView(IDataView source, EncodedColumns columns, EmbeddingOptions options)
    {
        (_source, _columns) = (source, columns);
        _cache = new(options.CacheBytes, columns.Network.EmbeddingDimension);
        _rowsAtOnce = options.RowsAtOnce(columns.Features.Shape, columns.Network.Device.type);
        _memory = new(_rowsAtOnce * columns.Features.Shape.Size);
        Schema = columns.Append(source.Schema);
    }

    public DataViewSchema Schema { get; }

    /// <summary>Gets false: the look-ahead needs two cursors to agree, and two shuffled ones do not.</summary>
    public bool CanShuffle => false;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new ActiveColumns(_source.Schema, Schema, columnsNeeded);
        // The look-ahead reads the features by itself.
        var rows = UpstreamCursor.Open(_source, active.Own);
        try
        {
            return active.AnyAppended
                ? new EncodedCursor(rows, Schema, active, _columns, LookAhead())
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

    private EmbeddingLookAhead LookAhead() => new(_source, _columns.Features, _columns.Network, _cache, _memory, _rowsAtOnce);
}
