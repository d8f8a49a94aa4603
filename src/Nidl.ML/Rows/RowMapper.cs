using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Maps one row at a time, as a prediction engine does.</summary>
internal sealed class RowMapper(DataViewSchema inputSchema, IRowMapping mapping) : IRowToRowMapper
{
    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema { get; } = mapping.Append(inputSchema);

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        new ActiveColumns(InputSchema, OutputSchema, dependingColumns).NeededWith(mapping.FindSource(InputSchema));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Schema != InputSchema)
            throw new ArgumentException("The row must have the schema that the mapper was made for, but it has another.", nameof(input));
        var active = new ActiveColumns(InputSchema, OutputSchema, activeColumns);
        return new MappedRow(input, OutputSchema, active, active.AnyAppended ? mapping.Open(input) : null);
    }
}
