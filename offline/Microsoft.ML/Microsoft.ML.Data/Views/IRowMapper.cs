namespace Microsoft.ML.Data;

/// <summary>Adds columns to a row; bound to one input schema.</summary>
internal interface IRowMapper
{
    DataViewSchema.DetachedColumn[] GetOutputColumns();

    /// <summary>The indices of the input columns that an output needs.</summary>
    IEnumerable<int> GetDependencies(int output);

    /// <summary>A getter for each active output, null for the others.</summary>
    Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput);
}

/// <summary>A mapper whose outputs are computed one by one.</summary>
internal abstract class RowMapperBase(DataViewSchema inputSchema) : IRowMapper
{
    protected DataViewSchema InputSchema => inputSchema;

    public abstract DataViewSchema.DetachedColumn[] GetOutputColumns();

    public abstract IEnumerable<int> GetDependencies(int output);

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput)
    {
        var getters = new Delegate[GetOutputColumns().Length];
        for (var i = 0; i < getters.Length; i++) getters[i] = activeOutput(i) ? MakeGetter(input, i) : null;
        return getters;
    }

    protected abstract Delegate MakeGetter(DataViewRow input, int output);
}
