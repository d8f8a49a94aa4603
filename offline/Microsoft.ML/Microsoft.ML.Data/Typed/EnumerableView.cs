namespace Microsoft.ML.Data;

/// <summary>A view over objects. Each cursor enumerates them anew.</summary>
internal sealed class EnumerableView<TRow> : IDataView
    where TRow : class
{
    private readonly IEnumerable<TRow> _data;
    private readonly MemberAccess<TRow>[] _members;

    public EnumerableView(IEnumerable<TRow> data, SchemaDefinition definition)
    {
        _data = data;
        _members = MemberAccess<TRow>.Of(definition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read));
        Schema = MemberAccess<TRow>.SchemaOf(_members);
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => (_data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) => new Cursor(this, Getters.Mask(columnsNeeded, Schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursorBase
    {
        private readonly EnumerableView<TRow> _view;
        private readonly bool[] _active;
        private readonly Delegate[] _getters;
        private readonly IEnumerator<TRow> _rows;

        public Cursor(EnumerableView<TRow> view, bool[] active)
        {
            _view = view;
            _active = active;
            _rows = view._data.GetEnumerator();
            _getters = [.. view._members.Select((m, i) => active[i] ? m.Getter(Current) : null)];
        }

        public override long Batch => 0;

        public override DataViewSchema Schema => _view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
        {
            CheckGood();
            value = new DataViewRowId((ulong)Position, 0);
        };

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Getters.CheckActive(this, column);
            return Getters.Cast<TValue>(_getters[column.Index]);
        }

        protected override bool MoveNextCore()
        {
            if (!_rows.MoveNext()) return false;
            Contracts.Check(_rows.Current is not null, "Encountered null when iterating over data, this is not supported.");
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _rows.Dispose();
            base.Dispose(disposing);
        }

        private TRow Current()
        {
            Contracts.Check(IsGood, "Cannot use getter with cursor in this state");
            return _rows.Current;
        }
    }
}
