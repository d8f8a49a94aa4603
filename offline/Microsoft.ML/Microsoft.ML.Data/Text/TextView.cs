namespace Microsoft.ML.Data;

/// <summary>A lazy view of text files: each cursor reads them anew.</summary>
internal sealed class TextView(IMultiStreamSource source, TextFormat format, TextColumn[] columns, DataViewSchema schema) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) => new Cursor(this, Getters.Mask(columnsNeeded, schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private IEnumerator<string> Lines() => format.Lines(source).GetEnumerator();

    private sealed class Cursor : RootCursorBase
    {
        private readonly TextView _view;
        private readonly bool[] _active;
        private readonly IEnumerator<string> _lines;
        private readonly Delegate[] _getters;
        private readonly long _maxRows;
        private readonly TextFormat _format;
        private string[] _fields;

        public Cursor(TextView view, bool[] active)
        {
            _view = view;
            _active = active;
            _lines = view.Lines();
            (_getters, _format) = view.Bind(active, Fields);
            _maxRows = _format.MaxRows;
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
            _fields = null;
            return Position + 1 < _maxRows && _lines.MoveNext();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _lines.Dispose();
            base.Dispose(disposing);
        }

        private string[] Fields()
        {
            Contracts.Check(IsGood, "Cannot use getter with cursor in this state");
            return _fields ??= _format.Split(_lines.Current);
        }
    }

    private (Delegate[] Getters, TextFormat Format) Bind(bool[] active, Func<string[]> current)
        => ([.. columns.Select((c, i) => active[i] ? c.Getter(current, format) : null)], format);
}
