using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>A view with a prediction appended; computes it, a block of rows at once, when a cursor asks for it.</summary>
internal sealed class ProbeDataView : IDataView
{
    private readonly IDataView _source;
    private readonly FeatureColumn _column;
    private readonly ProbeTransformer _probe;

    public ProbeDataView(IDataView source, FeatureColumn column, ProbeTransformer probe)
    {
        (_source, _column, _probe) = (source, column, probe);
        Schema = probe.GetOutputSchema(source.Schema);
    }

    public DataViewSchema Schema { get; }

    /// <summary>Gets false: the look-ahead needs two cursors to agree, and two shuffled ones do not.</summary>
    public bool CanShuffle => false;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new bool[Schema.Count];
        foreach (var column in columnsNeeded)
            active[column.Index] = true;
        var rows = _source.GetRowCursor(_source.Schema.Where(column => active[column.Index]));
        try
        {
            var isScored = active.AsSpan(_source.Schema.Count).Contains(true);
            var cache = new EmbeddingCache(0, _probe.Module.EmbeddingDimension);
            return new Cursor(this, rows, active, isScored ? new EmbeddingLookAhead(_source, _column, _probe.Module, cache) : null);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(ProbeDataView view, DataViewRowCursor rows, bool[] active, EmbeddingLookAhead? lookAhead) : DataViewRowCursor
    {
        private readonly ValueGetter<DataViewRowId> _idGetter = rows.GetIdGetter();

        public override DataViewSchema Schema => view.Schema;

        public override long Position => rows.Position;

        public override long Batch => rows.Batch;

        public override bool MoveNext()
        {
            if (!rows.MoveNext())
                return false;
            DataViewRowId id = default;
            _idGetter(ref id);
            lookAhead?.MoveTo(id);
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!active[column.Index])
                throw new ArgumentException($"Column '{column.Name}' must be asked for when the cursor is made, but it was not.", nameof(column));
            return column.Index < rows.Schema.Count
                ? rows.GetGetter<TValue>(rows.Schema[column.Index])
                : ScoreGetter.For<TValue>(column, view._probe.Task, () => Position, () => lookAhead!.Current);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                rows.Dispose();
                lookAhead?.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
