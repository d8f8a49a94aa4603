
namespace Microsoft.ML.Data;

/// <summary>Keeps in memory each column that was ever asked for. One pass over the source fills all the columns asked for at once.</summary>
internal sealed class CacheDataView : IDataView
{
    private readonly IDataView _source;
    private readonly ColumnCache[] _caches;
    private readonly Lock _lock = new();
    private DataViewRowId[] _ids;

    public CacheDataView(IDataView source, params DataViewSchema.Column[] prefetch)
    {
        _source = source;
        _caches = new ColumnCache[source.Schema.Count];
        if (prefetch.Length > 0) Fill(prefetch);
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _ids?.Length ?? _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        Fill(columns);
        var order = Enumerable.Range(0, _ids.Length).ToArray();
        rand?.Shuffle(order);
        return new Cursor(this, Getters.Mask(columns, Schema), order);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private void Fill(DataViewSchema.Column[] columns)
    {
        lock (_lock)
        {
            DataViewSchema.Column[] missing = [.. columns.Where(c => _caches[c.Index] is null).DistinctBy(c => c.Index)];
            if (missing.Length == 0 && _ids is not null) return;
            using var cursor = _source.GetRowCursor(missing);
            var filling = missing.Select(c => ColumnCache.Create(cursor, cursor.Schema[c.Index])).ToArray();
            var ids = ReadAll(cursor, filling);
            for (var i = 0; i < missing.Length; i++) _caches[missing[i].Index] = filling[i];
            _ids = ids;
        }
    }

    private static DataViewRowId[] ReadAll(DataViewRowCursor cursor, ColumnCache[] filling)
    {
        var ids = new List<DataViewRowId>();
        var idGetter = cursor.GetIdGetter();
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            idGetter(ref id);
            ids.Add(id);
            foreach (var cache in filling) cache.AddCurrent();
        }

        return [.. ids];
    }

    private abstract class ColumnCache
    {
        public static ColumnCache Create(DataViewRow row, DataViewSchema.Column column)
        {
            var vector = column.Type as VectorDataViewType;
            return (ColumnCache)Getters.Invoke(typeof(ColumnCache), vector is null ? nameof(Scalar) : nameof(Vector), column.Type.GetItemType().RawType, row, column);
        }

        public abstract void AddCurrent();

        public abstract Delegate Getter(Func<int> row);

        private protected static ColumnCache Scalar<TValue>(DataViewRow row, DataViewSchema.Column column) => new ScalarCache<TValue>(row.GetGetter<TValue>(column));

        private protected static ColumnCache Vector<TItem>(DataViewRow row, DataViewSchema.Column column) => new VectorCache<TItem>(row.GetGetter<VBuffer<TItem>>(column));
    }

    private sealed class ScalarCache<TValue>(ValueGetter<TValue> source) : ColumnCache
    {
        private readonly List<TValue> _values = [];

        public override void AddCurrent()
        {
            TValue value = default;
            source(ref value);
            _values.Add(value);
        }

        public override Delegate Getter(Func<int> row) => (ValueGetter<TValue>)((ref TValue value) => value = _values[row()]);
    }

    private sealed class VectorCache<TItem>(ValueGetter<VBuffer<TItem>> source) : ColumnCache
    {
        private readonly List<VBuffer<TItem>> _values = [];
        private VBuffer<TItem> _buffer;

        public override void AddCurrent()
        {
            source(ref _buffer);
            VBuffer<TItem> own = default;
            _buffer.CopyTo(ref own);
            _values.Add(own);
        }

        public override Delegate Getter(Func<int> row) => (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> value) => _values[row()].CopyTo(ref value));
    }

    private sealed class Cursor : RootCursorBase
    {
        private readonly CacheDataView _view;
        private readonly bool[] _active;
        private readonly int[] _order;
        private readonly Delegate[] _getters;

        public Cursor(CacheDataView view, bool[] active, int[] order)
        {
            _view = view;
            _active = active;
            _order = order;
            _getters = [.. active.Select((a, i) => a ? view._caches[i].Getter(Row) : null)];
        }

        public override long Batch => 0;

        public override DataViewSchema Schema => _view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _view._ids[Row()];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Getters.CheckActive(this, column);
            return Getters.Cast<TValue>(_getters[column.Index]);
        }

        protected override bool MoveNextCore() => Position + 1 < _order.Length;

        private int Row()
        {
            Contracts.Check(IsGood, "Cannot use getter with cursor in this state");
            return _order[Position];
        }
    }
}
