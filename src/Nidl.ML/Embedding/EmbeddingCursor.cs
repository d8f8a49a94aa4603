using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Walks over the source's rows with the embedding as one more column. One thread uses it, as ML.NET's contract says.</summary>
internal sealed class EmbeddingCursor(DataViewRowCursor rows, DataViewSchema schema, bool[] active, EmbeddingLookAhead? lookAhead) : DataViewRowCursor
{
    private readonly ValueGetter<DataViewRowId> _idGetter = rows.GetIdGetter();

    public override DataViewSchema Schema => schema;

    public override long Position => rows.Position;

    public override long Batch => rows.Batch;

    public override bool MoveNext()
    {
        if (!rows.MoveNext())
            return false;
        if (lookAhead is not null)
        {
            DataViewRowId id = default;
            _idGetter(ref id);
            lookAhead.MoveTo(id);
        }
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!active[column.Index])
            throw new ArgumentException($"Column '{column.Name}' must be asked for when the cursor is made, but it was not.", nameof(column));
        return column.Index < schema.Count - 1
            ? rows.GetGetter<TValue>(rows.Schema[column.Index])
            : EmbeddingGetter.For<TValue>(column, () => Position, () => lookAhead!.Current);
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
