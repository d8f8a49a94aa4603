using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Finds columns of paths: text.</summary>
internal static class PathColumn
{
    private const string Role = "input";

    /// <summary>Finds the column in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or not of text.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        var column = SchemaColumns.Find(schema, Role, name);
        return column.Type is TextDataViewType ? column : throw Mismatch(name, column.Type.ToString());
    }

    /// <summary>Checks the column of a schema's shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or not of text.</exception>
    public static void Check(SchemaShape schema, string name)
    {
        var column = SchemaColumns.Find(schema, Role, name);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType is not TextDataViewType)
            throw Mismatch(name, SchemaShapeColumn.Describe(column));
    }

    private static ArgumentOutOfRangeException Mismatch(string name, string? actual) =>
        ColumnErrors.Mismatch("inputSchema", Role, name, TextDataViewType.Instance.ToString()!, actual);
}
