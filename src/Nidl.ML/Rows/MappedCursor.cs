using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Walks over rows with appended columns.</summary>
/// <param name="rows">The cursor below.</param>
/// <param name="row">Its row with the appended columns.</param>
internal class MappedCursor(DataViewRowCursor rows, MappedRow row) : FollowingCursor(rows)
{
    public override DataViewSchema Schema => row.Schema;

    public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);
}
