using Microsoft.ML;

namespace Nidl.ML;

/// <summary>A view with the embedding column appended; computes it when a cursor asks for it, and remembers it.</summary>
internal sealed class EmbeddingDataView : IDataView
{
    private readonly IDataView _source;
    private readonly FeatureColumn _column;
    private readonly FrozenEncoder _encoder;
    private readonly EmbeddingCache _cache;

    public EmbeddingDataView(IDataView source, FeatureColumn column, FrozenEncoder encoder, EmbeddingSchema schema, long cacheBytes)
    {
        column.Find(source.Schema);
        (_source, _column, _encoder) = (source, column, encoder);
        _cache = new EmbeddingCache(cacheBytes, encoder.EmbeddingDimension);
        Schema = schema.Append(source.Schema);
    }

    public DataViewSchema Schema { get; }

    /// <summary>Gets false: the look-ahead needs two cursors to agree, and two shuffled ones do not.</summary>
    public bool CanShuffle => false;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new bool[Schema.Count];
        foreach (var column in columnsNeeded)
            active[column.Index] = true;
        var rows = _source.GetRowCursor(_source.Schema.Where(column => active[column.Index]));
        try
        {
            var lookAhead = active[^1] ? new EmbeddingLookAhead(_source, _column, _encoder, _cache) : null;
            return new EmbeddingCursor(rows, Schema, active, lookAhead);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>Gets one cursor whatever <paramref name="n"/> is: rows of a split cursor could not be matched with the look-ahead's.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
