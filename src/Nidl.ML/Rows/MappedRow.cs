using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>A row with appended columns. Owns the row below.</summary>
/// <param name="input">The row below.</param>
/// <param name="schema">Its columns followed by the appended ones.</param>
/// <param name="active">The columns that were asked for.</param>
/// <param name="appended">What makes the getter of an appended column; null if none was asked for.</param>
internal sealed class MappedRow(
    DataViewRow input, DataViewSchema schema, ActiveColumns active, Func<DataViewSchema.Column, Delegate>? appended) : DataViewRow
{
    public override DataViewSchema Schema => schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!active[column.Index])
            throw new ArgumentException(
                $"Column '{column.Name}' must be asked for when the "
                + $"{(input is DataViewRowCursor ? "cursor" : "row")} is made, but it was not.", nameof(column));
        return column.Index < input.Schema.Count
            ? input.GetGetter<TValue>(input.Schema[column.Index])
            : appended!(column) as ValueGetter<TValue> ?? throw OfAnotherType<TValue>(column);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }

    private static ArgumentException OfAnotherType<TValue>(DataViewSchema.Column column)
    {
        var type = column.Type is VectorDataViewType ? "VBuffer<Single>" : column.Type.RawType.ToString();
        return new($"Column '{column.Name}' must be read as {type}, but {typeof(TValue)} was asked for.", nameof(column));
    }
}
