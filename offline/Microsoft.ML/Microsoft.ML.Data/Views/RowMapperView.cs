namespace Microsoft.ML.Data;

/// <summary>A view with the columns of its source and those that a row mapper adds behind them.</summary>
internal sealed class RowMapperView : IDataView, IRowToRowMapper
{
    private readonly IDataView _source;
    private readonly IRowMapper _mapper;
    private readonly int _sourceCount;

    public RowMapperView(IDataView source, IRowMapper mapper)
    {
        _source = source;
        _mapper = mapper;
        _sourceCount = source.Schema.Count;
        OutputSchema = SchemaOf(source.Schema, mapper);
    }

    public bool CanShuffle => _source.CanShuffle;

    public DataViewSchema Schema => OutputSchema;

    public DataViewSchema InputSchema => _source.Schema;

    public DataViewSchema OutputSchema { get; }

    public static DataViewSchema SchemaOf(DataViewSchema input, IRowMapper mapper)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumns(mapper.GetOutputColumns());
        return builder.ToSchema();
    }

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = Getters.Mask(columnsNeeded, Schema);
        return new Cursor(_source.GetRowCursor(InputsOf(active), rand), this, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        var active = Getters.Mask(columnsNeeded, Schema);
        return [.. _source.GetRowCursorSet(InputsOf(active), n, rand).Select(c => new Cursor(c, this, active))];
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => InputsOf(Getters.Mask(dependingColumns, Schema));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckValue(activeColumns, nameof(activeColumns));
        Contracts.Check(ReferenceEquals(input.Schema, InputSchema), "Schema of input row must be the same as the schema the mapper is bound to");
        return new MappedRow(input, this, Getters.Mask(activeColumns, Schema));
    }

    private DataViewSchema.Column[] InputsOf(bool[] active)
    {
        var needed = active.AsSpan(0, _sourceCount).ToArray();
        for (var i = _sourceCount; i < active.Length; i++)
        {
            if (!active[i]) continue;
            foreach (var index in _mapper.GetDependencies(i - _sourceCount)) needed[index] = true;
        }

        return [.. InputSchema.Where(c => needed[c.Index])];
    }

    private Delegate[] GettersOf(DataViewRow input, bool[] active) => _mapper.CreateGetters(input, i => active[i + _sourceCount]);

    private sealed class Cursor(DataViewRowCursor input, RowMapperView view, bool[] active) : SynchronizedCursorBase(input)
    {
        private readonly Delegate[] _getters = view.GettersOf(input, active);

        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Getters.CheckActive(this, column);
            return column.Index < view._sourceCount
                ? Input.GetGetter<TValue>(Input.Schema[column.Index])
                : Getters.Cast<TValue>(_getters[column.Index - view._sourceCount]);
        }
    }

    private sealed class MappedRow(DataViewRow input, RowMapperView view, bool[] active) : DataViewRow
    {
        private readonly Delegate[] _getters = view.GettersOf(input, active);

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => view.Schema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column)
            => column.Index < view._sourceCount ? input.IsColumnActive(input.Schema[column.Index]) : active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Getters.CheckActive(this, column);
            return column.Index < view._sourceCount
                ? input.GetGetter<TValue>(input.Schema[column.Index])
                : Getters.Cast<TValue>(_getters[column.Index - view._sourceCount]);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) input.Dispose();
        }
    }
}
