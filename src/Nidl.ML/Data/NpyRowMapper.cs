using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Maps one row at a time, as a prediction engine does.</summary>
internal sealed class NpyRowMapper(DataViewSchema inputSchema, NpyColumn column) : IRowToRowMapper
{
    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema { get; } = column.Append(inputSchema);

    /// <summary>Gets for each column of a schema whether it was asked for.</summary>
    public static bool[] Active(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[schema.Count];
        foreach (var asked in columns)
            active[asked.Index] = true;
        return active;
    }

    /// <summary>Gets the input columns that the active output columns need: themselves, and the paths for the arrays.</summary>
    public static IEnumerable<DataViewSchema.Column> Needed(DataViewSchema input, bool[] active, NpyColumn column)
    {
        var paths = column.FindPaths(input).Index;
        return input.Where(own => active[own.Index] || (own.Index == paths && active[^1]));
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        Needed(InputSchema, Active(OutputSchema, dependingColumns), column);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Schema == InputSchema
            ? new NpyRow(input, OutputSchema, Active(OutputSchema, activeColumns), column)
            : throw new ArgumentException("The row must have the schema that the mapper was made for, but it has another.", nameof(input));
    }
}
