using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Checks the column of classes: one Int32, Boolean or Key a row.</summary>
internal static class ClassColumn
{
    private const string Role = "label";
    private const string Required = "Int32, Boolean or Key";
    private const string Hint = "MapValueToKey makes a key of any values";

    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public static void Check(DataViewSchema schema, string name)
    {
        var column = SchemaColumns.Find(schema, Role, name);
        if (column.Type is not KeyDataViewType && !CanUse(column.Type))
            throw ColumnErrors.Mismatch("inputSchema", Role, name, Required, column.Type.ToString(), Hint);
    }

    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type, as far as a shape knows it.</exception>
    public static void Check(SchemaShape schema, string name)
    {
        var column = SchemaColumns.Find(schema, Role, name);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || !(column.IsKey || CanUse(column.ItemType)))
            throw ColumnErrors.Mismatch("inputSchema", Role, name, Required, SchemaShapeColumn.Describe(column), Hint);
    }

    private static bool CanUse(DataViewType type) => type is BooleanDataViewType || type.Equals(NumberDataViewType.Int32);
}
