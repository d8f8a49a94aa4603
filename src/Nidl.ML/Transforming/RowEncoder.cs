using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Encodes the current row by itself, once for each position and content of it.</summary>
internal sealed class RowEncoder(DataViewRow row, FeatureColumn column, FrozenNetwork network)
{
    private readonly FeatureReader _reader = FeatureReader.Open(row, column);
    private readonly float[] _features = new float[column.Shape.Size];
    private readonly float[] _encoded = new float[network.EmbeddingDimension];
    private long _encodedAt = -1;
    private ulong _encodedFor;

    public ReadOnlySpan<float> Encode()
    {
        _reader.ReadUnchecked(_features);
        // An engine may put new values into the row without moving it, so the position alone does not say that nothing changed.
        var hash = RowHash.Of(_features);
        if (_encodedAt != row.Position || _encodedFor != hash)
        {
            _reader.CheckFinite(_features);
            network.Encode(_features, _encoded);
            (_encodedAt, _encodedFor) = (row.Position, hash);
        }
        return _encoded;
    }
}
