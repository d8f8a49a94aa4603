using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Data;

/// <summary>A view over columns of any type, one value a row each, given by hand; it hands out what it was given, whatever the type says.</summary>
internal sealed class AuxiliaryView : IDataView
{
    private readonly DataViewSchema.Builder _builder = new();
    private readonly List<Delegate> _values = [];
    private DataViewSchema? _schema;

    public int RowCount { get; private set; }

    public DataViewSchema Schema => _schema ??= _builder.ToSchema();

    public bool CanShuffle => false;

    public AuxiliaryView With<T>(string name, DataViewType type, params T[] values)
    {
        _builder.AddColumn(name, type);
        _values.Add((long row) => values[row]);
        RowCount = values.Length;
        return this;
    }

    public long? GetRowCount() => RowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, [.. columnsNeeded.Select(column => column.Index)]);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(AuxiliaryView view, HashSet<int> active) : DataViewRowCursor
    {
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext() => ++_position < view.RowCount;

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Assert.IsTrue(IsColumnActive(column), $"{column.Name} is read, but was not asked for");
            var values = (Func<long, TValue>)view._values[column.Index];
            return (ref TValue value) => value = values(_position);
        }
    }
}
