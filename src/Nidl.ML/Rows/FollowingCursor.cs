using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>A cursor that follows another and is like it in all that it does not override. Owns the other.</summary>
internal abstract class FollowingCursor(DataViewRowCursor source) : DataViewRowCursor
{
    protected DataViewRowCursor Source => source;

    public override DataViewSchema Schema => source.Schema;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override bool MoveNext() => source.MoveNext();

    public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => source.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
