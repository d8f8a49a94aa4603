using Microsoft.ML;

namespace Nidl.ML;

/// <summary>What errors call the current row.</summary>
internal static class RowName
{
    /// <summary>
    /// Gets <c>row 7</c>; <c>this row</c> for one that comes by itself, as a prediction engine's does, whose position counts calls.
    /// </summary>
    public static string Of(DataViewRow row) => NumberOf(row) is { } number ? $"row {number}" : "this row";

    /// <summary>Gets the number of a cursor's current row, counted from 0; null for a row that comes by itself.</summary>
    public static long? NumberOf(DataViewRow row) => row is DataViewRowCursor ? row.Position : null;
}
