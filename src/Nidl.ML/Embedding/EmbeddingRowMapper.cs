using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Maps one row at a time, as a prediction engine does: a batch of one.</summary>
internal sealed class EmbeddingRowMapper : IRowToRowMapper
{
    private readonly FeatureColumn _column;
    private readonly DataViewSchema.Column _features;
    private readonly FrozenEncoder _encoder;

    public EmbeddingRowMapper(DataViewSchema inputSchema, FeatureColumn column, FrozenEncoder encoder, EmbeddingSchema schema)
    {
        (InputSchema, _column, _encoder) = (inputSchema, column, encoder);
        _features = column.Find(inputSchema);
        OutputSchema = schema.Append(inputSchema);
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = dependingColumns.Select(column => column.Index < InputSchema.Count ? column.Index : _features.Index).ToHashSet();
        return InputSchema.Where(column => needed.Contains(column.Index));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Schema != InputSchema)
            throw new ArgumentException("The row must have the schema that the mapper was made for, but it has another.", nameof(input));
        var active = new bool[OutputSchema.Count];
        foreach (var column in activeColumns)
            active[column.Index] = true;
        return new EmbeddingRow(input, OutputSchema, active, active[^1] ? new FeatureReader(input, _features, _column.Shape.Size) : null, _column.Name, _encoder);
    }
}
