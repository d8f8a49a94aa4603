using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>The columns of a <see cref="SchemaShape"/>.</summary>
internal static class SchemaShapeColumn
{
    public static SchemaShape.Column Create(
        string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, SchemaShape? annotations = null, bool isKey = false) =>
        MLNetInternals.CreateColumn(name, kind, itemType, isKey, annotations);

    /// <summary>The type of a column as ML.NET writes it in its messages, for example <c>Vector&lt;Single&gt;</c>.</summary>
    public static string Describe(SchemaShape.Column column)
    {
        var item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString();
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            SchemaShape.Column.VectorKind.VariableVector => $"VarVector<{item}>",
            _ => item!,
        };
    }
}
