using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>A row with the array as one more column. Owns the row below.</summary>
internal sealed class NpyRow(DataViewRow input, DataViewSchema schema, bool[] active, NpyColumn arrays) : DataViewRow
{
    public override DataViewSchema Schema => schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!active[column.Index])
            throw new ArgumentException($"Column '{column.Name}' must be asked for when the row is made, but it was not.", nameof(column));
        return column.Index < schema.Count - 1
            ? input.GetGetter<TValue>(input.Schema[column.Index])
            : arrays.CreateGetter<TValue>(input);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }
}
