using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Scores one row at a time, as a prediction engine does: a batch of one.</summary>
internal sealed class ProbeRowMapper : IRowToRowMapper
{
    private readonly FeatureColumn _column;
    private readonly DataViewSchema.Column _embedding;
    private readonly ProbeTransformer _probe;

    public ProbeRowMapper(DataViewSchema inputSchema, FeatureColumn column, ProbeTransformer probe)
    {
        (InputSchema, _column, _probe) = (inputSchema, column, probe);
        _embedding = column.Find(inputSchema);
        OutputSchema = ScoreSchema.Append(inputSchema, probe.Description);
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = dependingColumns.Select(column => column.Index < InputSchema.Count ? column.Index : _embedding.Index).ToHashSet();
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
        var isScored = active.AsSpan(InputSchema.Count).Contains(true);
        return new Row(this, input, active, isScored ? new FeatureReader(input, _embedding, _column.Shape.Size) : null);
    }

    private sealed class Row(ProbeRowMapper mapper, DataViewRow input, bool[] active, FeatureReader? reader) : DataViewRow
    {
        private readonly float[] _embedding = new float[mapper._column.Shape.Size];
        private readonly float[] _scores = new float[mapper._probe.Module.EmbeddingDimension];
        private long _computedAt = -1;
        private ulong _computedFor;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!active[column.Index])
                throw new ArgumentException($"Column '{column.Name}' must be asked for when the row is made, but it was not.", nameof(column));
            return column.Index < input.Schema.Count
                ? input.GetGetter<TValue>(input.Schema[column.Index])
                : ScoreGetter.For<TValue>(column, mapper._probe.Task, () => Position, Score);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }

        private ReadOnlySpan<float> Score()
        {
            reader!.ReadUnchecked(_embedding);
            // An engine may put new values into the row without moving it, so the position alone does not say that nothing changed.
            var hash = RowHash.Of(_embedding);
            if (_computedAt != Position || _computedFor != hash)
            {
                FeatureReader.CheckFinite(_embedding, mapper._column.Name, Position);
                mapper._probe.Module.Encode(_embedding, _scores);
                (_computedAt, _computedFor) = (Position, hash);
            }
            return _scores;
        }
    }
}
