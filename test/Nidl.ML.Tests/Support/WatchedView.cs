using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests;

/// <summary>A view over columns whose values are functions of the row's number; it writes down who opens cursors.</summary>
internal abstract class WatchedView : IDataView
{
    private readonly DataViewSchema.Builder _builder = new();
    private readonly List<Delegate> _values = [];
    private DataViewSchema? _schema;
    private int _cursors;
    private int _openCursors;

    /// <summary>Gives the value of a column in a row.</summary>
    public delegate void RowValue<T>(long row, ref T value);

    public int CursorCount => _cursors;

    public int OpenCursors => _openCursors;

    public bool WasAskedToShuffle { get; private set; }

    /// <summary>Gets the threads on which cursors were opened.</summary>
    public List<Thread> Threads { get; } = [];

    public DataViewSchema Schema => _schema ??= _builder.ToSchema();

    public virtual bool CanShuffle { get; init; }

    /// <summary>Gets the rows that there are, whatever the view claims.</summary>
    protected abstract long ActualRows { get; }

    public abstract long? GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        WasAskedToShuffle |= rand is not null;
        lock (Threads)
            Threads.Add(Thread.CurrentThread);
        Interlocked.Increment(ref _openCursors);
        return new Cursor(this, OrderOf(Interlocked.Increment(ref _cursors) - 1, rand), [.. columnsNeeded.Select(column => column.Index)]);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    protected void Add<T>(string name, DataViewType type, RowValue<T> value)
    {
        _builder.AddColumn(name, type);
        _values.Add(value);
    }

    /// <summary>Gets the rows for the cursor of a number, counted from 0; null for all in order.</summary>
    protected virtual IReadOnlyList<int>? OrderOf(int cursor, Random? random) => null;

    private sealed class Cursor(WatchedView view, IReadOnlyList<int>? order, HashSet<int> active) : DataViewRowCursor
    {
        private readonly long _count = order?.Count ?? view.ActualRows;
        private long _position = -1;
        private long _next;
        private bool _isDisposed;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        private long Row => order is null ? _position : order[(int)_position];

        public override bool MoveNext()
        {
            _position = _next < _count ? _next++ : -1;
            return _position >= 0;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Assert.IsTrue(IsColumnActive(column), $"{column.Name} is read, but was not asked for");
            var values = (RowValue<TValue>)view._values[column.Index];
            return (ref TValue value) => values(Row, ref value);
        }

        protected override void Dispose(bool disposing)
        {
            if (!_isDisposed)
                Interlocked.Decrement(ref view._openCursors);
            _isDisposed = true;
            base.Dispose(disposing);
        }
    }
}
