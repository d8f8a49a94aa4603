using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>A custom mapping bound to a schema. The delegate runs once for each row, whichever outputs are asked for.</summary>
internal sealed class CustomMapper<TSrc, TDst> : IRowMapper
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly Action<TSrc, TDst> _mapAction;
    private readonly RowReader<TSrc> _reader;
    private readonly int[] _inputs;
    private readonly SchemaDefinition _output;
    private readonly DataViewSchema.DetachedColumn[] _columns;

    public CustomMapper(DataViewSchema schema, Action<TSrc, TDst> mapAction, SchemaDefinition input, SchemaDefinition output)
    {
        _mapAction = mapAction;
        _reader = new RowReader<TSrc>(schema, ignoreMissingColumns: false, input);
        _inputs = [.. _reader.Columns(schema).Select(c => c.Index)];
        _output = output;
        _columns = [.. new InputRow<TDst>(output).Schema.Select(c => new DataViewSchema.DetachedColumn(c))];
    }

    public DataViewSchema.DetachedColumn[] GetOutputColumns() => _columns;

    public IEnumerable<int> GetDependencies(int output) => _inputs;

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput)
    {
        var getters = new Delegate[_columns.Length];
        if (!Enumerable.Range(0, getters.Length).Any(activeOutput)) return getters;
        var row = new InputRow<TDst>(_output);
        var refresh = Refresh(input, row);
        for (var i = 0; i < getters.Length; i++)
        {
            if (activeOutput(i)) getters[i] = (Delegate)Getters.Invoke(typeof(CustomMapper<TSrc, TDst>), nameof(Refreshed), row.Schema[i].Type.RawType, row, i, refresh);
        }

        return getters;
    }

    internal static ValueGetter<T> Refreshed<T>(InputRow<TDst> row, int column, Action refresh)
    {
        var getter = row.GetGetter<T>(row.Schema[column]);
        return (ref T value) =>
        {
            refresh();
            getter(ref value);
        };
    }

    private Action Refresh(DataViewRow input, InputRow<TDst> row)
    {
        var fill = _reader.Bind(input);
        TSrc source = new();
        TDst target = new();
        long mappedAt = -1;
        return () =>
        {
            if (mappedAt == input.Position) return;
            fill(source);
            _mapAction(source, target);
            row.ExtractValues(target);
            mappedAt = input.Position;
        };
    }
}
