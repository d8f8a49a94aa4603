namespace Microsoft.ML.Data;

/// <summary>Rows in random order: a pool of rows is filled, and a random one of it is handed out and replaced. Every pass over the view has the same order.</summary>
internal sealed class ShuffleView(IDataView source, int seed, int poolSize, bool shuffleSource) : IDataView
{
    public bool CanShuffle => true;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        DataViewSchema.Column[] needed = [.. columnsNeeded];
        var random = rand ?? new Random(seed);
        return new Cursor(source.GetRowCursor(needed, shuffleSource && source.CanShuffle ? random : null), needed, random, poolSize);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursorBase
    {
        private readonly DataViewRowCursor _input;
        private readonly Random _random;
        private readonly RowPool _pool;
        private readonly int _capacity;
        private int _current = -1;
        private bool _exhausted;

        public Cursor(DataViewRowCursor input, DataViewSchema.Column[] columns, Random random, int capacity)
        {
            _input = input;
            _random = random;
            _capacity = capacity;
            _pool = new RowPool(input, columns);
        }

        public override long Batch => 0;

        public override DataViewSchema Schema => _input.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _input.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _pool.IdAt(Slot());

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Getters.CheckActive(this, column);
            return Getters.Cast<TValue>(_pool.Getter(column.Index, Slot));
        }

        protected override bool MoveNextCore()
        {
            if (_current >= 0) _pool.Free(_current);
            while (!_exhausted && _pool.Count < _capacity)
            {
                if (_input.MoveNext()) _pool.AddCurrent();
                else _exhausted = true;
            }

            _current = _pool.Count == 0 ? -1 : _random.Next(_pool.Count);
            return _current >= 0;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _input.Dispose();
            base.Dispose(disposing);
        }

        private int Slot()
        {
            Contracts.Check(IsGood, "Cannot use getter with cursor in this state");
            return _current;
        }
    }
}

/// <summary>Copies of rows, in no order: freeing one moves the last into its place.</summary>
internal sealed class RowPool
{
    private readonly Dictionary<int, Slots> _columns;
    private readonly List<DataViewRowId> _ids = [];
    private readonly ValueGetter<DataViewRowId> _idGetter;

    public RowPool(DataViewRow input, DataViewSchema.Column[] columns)
    {
        _idGetter = input.GetIdGetter();
        _columns = columns.DistinctBy(c => c.Index).ToDictionary(c => c.Index, c => Make(input, c));
    }

    public int Count => _ids.Count;

    public void AddCurrent()
    {
        DataViewRowId id = default;
        _idGetter(ref id);
        _ids.Add(id);
        foreach (var column in _columns.Values) column.AddCurrent();
    }

    public void Free(int slot)
    {
        _ids[slot] = _ids[^1];
        _ids.RemoveAt(_ids.Count - 1);
        foreach (var column in _columns.Values) column.Free(slot);
    }

    public DataViewRowId IdAt(int slot) => _ids[slot];

    public Delegate Getter(int column, Func<int> slot) => _columns[column].Getter(slot);

    private static Slots Make(DataViewRow input, DataViewSchema.Column column)
    {
        var isVector = column.Type is VectorDataViewType;
        var type = (isVector ? typeof(VectorSlots<>) : typeof(ScalarSlots<>)).MakeGenericType(column.Type.GetItemType().RawType);
        return (Slots)Activator.CreateInstance(type, Getters.Untyped(input, column));
    }

    private abstract class Slots
    {
        public abstract void AddCurrent();

        public abstract void Free(int slot);

        public abstract Delegate Getter(Func<int> slot);
    }

    private sealed class ScalarSlots<TValue>(ValueGetter<TValue> source) : Slots
    {
        private readonly List<TValue> _values = [];

        public override void AddCurrent()
        {
            TValue value = default;
            source(ref value);
            _values.Add(value);
        }

        public override void Free(int slot)
        {
            _values[slot] = _values[^1];
            _values.RemoveAt(_values.Count - 1);
        }

        public override Delegate Getter(Func<int> slot) => (ValueGetter<TValue>)((ref TValue value) => value = _values[slot()]);
    }

    private sealed class VectorSlots<TItem>(ValueGetter<VBuffer<TItem>> source) : Slots
    {
        private readonly List<VBuffer<TItem>> _values = [];
        private VBuffer<TItem> _spare;

        public override void AddCurrent()
        {
            var value = _spare;
            _spare = default;
            source(ref value);
            _values.Add(value);
        }

        public override void Free(int slot)
        {
            _spare = _values[slot];
            _values[slot] = _values[^1];
            _values.RemoveAt(_values.Count - 1);
        }

        public override Delegate Getter(Func<int> slot) => (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> value) => _values[slot()].CopyTo(ref value));
    }
}
