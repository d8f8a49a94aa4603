using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>One row with the embedding as one more column, computed once for each position of the input.</summary>
internal sealed class EmbeddingRow(
    DataViewRow input, DataViewSchema schema, bool[] active, FeatureReader? reader, string featureColumn, FrozenEncoder encoder) : DataViewRow
{
    private readonly float[] _features = new float[encoder.InputShape.Size];
    private readonly float[] _embedding = new float[encoder.EmbeddingDimension];
    private long _computedAt = -1;
    private ulong _computedFor;

    public override DataViewSchema Schema => schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!active[column.Index])
            throw new ArgumentException($"Column '{column.Name}' must be asked for when the row is made, but it was not.", nameof(column));
        return column.Index < schema.Count - 1
            ? input.GetGetter<TValue>(input.Schema[column.Index])
            : EmbeddingGetter.For<TValue>(column, () => Position, Embed);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }

    private ReadOnlySpan<float> Embed()
    {
        reader!.ReadUnchecked(_features);
        // An engine may put new values into the row without moving it, so the position alone does not say that nothing changed.
        var hash = RowHash.Of(_features);
        if (_computedAt != Position || _computedFor != hash)
        {
            FeatureReader.CheckFinite(_features, featureColumn, Position);
            encoder.Encode(_features, _embedding);
            (_computedAt, _computedFor) = (Position, hash);
        }
        return _embedding;
    }
}
