namespace Microsoft.ML.Data;

/// <summary>Computes something of a row's features once, however many getters ask for it.</summary>
internal sealed class RowScore
{
    private readonly DataViewRow _row;
    private readonly ValueGetter<VBuffer<float>> _features;
    private readonly Action<VBuffer<float>> _compute;
    private VBuffer<float> _buffer;
    private long _computedAt = -1;

    public RowScore(DataViewRow row, DataViewSchema.Column features, Action<VBuffer<float>> compute)
    {
        _row = row;
        _features = row.GetGetter<VBuffer<float>>(features);
        _compute = compute;
    }

    public void Refresh()
    {
        if (_row.Position == _computedAt && _computedAt >= 0) return;
        _features(ref _buffer);
        _compute(_buffer);
        _computedAt = _row.Position;
    }
}
