using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The current row's keys, whatever unsigned type they are held in.</summary>
internal abstract class KeyGetter
{
    public static KeyGetter Of(DataViewRow row, DataViewSchema.Column column)
        => (KeyGetter)Getters.Invoke(typeof(KeyGetter), nameof(Make), column.Type.GetItemType().RawType, row, column);

    public abstract ulong Scalar();

    /// <summary>All keys of a vector; the array is used again.</summary>
    public abstract ulong[] Vector();

    internal static KeyGetter Make<TKey>(DataViewRow row, DataViewSchema.Column column)
        where TKey : struct, IConvertible
        => new Typed<TKey>(row, column);

    private sealed class Typed<TKey>(DataViewRow row, DataViewSchema.Column column) : KeyGetter
        where TKey : struct, IConvertible
    {
        private readonly ValueGetter<TKey> _scalar = column.Type is VectorDataViewType ? null : row.GetGetter<TKey>(column);
        private readonly ValueGetter<VBuffer<TKey>> _vector = column.Type is VectorDataViewType ? row.GetGetter<VBuffer<TKey>>(column) : null;
        private VBuffer<TKey> _buffer;
        private ulong[] _keys = [];

        public override ulong Scalar()
        {
            TKey key = default;
            _scalar(ref key);
            return key.ToUInt64(null);
        }

        public override ulong[] Vector()
        {
            _vector(ref _buffer);
            if (_keys.Length != _buffer.Length) _keys = new ulong[_buffer.Length];
            foreach (var (slot, key) in _buffer.Items(all: true)) _keys[slot] = key.ToUInt64(null);
            return _keys;
        }
    }
}
