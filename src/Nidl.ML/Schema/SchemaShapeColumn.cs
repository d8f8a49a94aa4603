using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Creates the columns of a <see cref="SchemaShape"/>: ML.NET keeps their only constructor to itself.</summary>
internal static class SchemaShapeColumn
{
    private static readonly ConstructorInfo Constructor =
        typeof(SchemaShape.Column).GetConstructor(
            BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public,
            [typeof(string), typeof(SchemaShape.Column.VectorKind), typeof(DataViewType), typeof(bool), typeof(SchemaShape)])
        ?? throw MissingInternalException.For(typeof(SchemaShape.Column), ".ctor(name, kind, itemType, isKey, annotations)");

    public static SchemaShape.Column Create(string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, SchemaShape? annotations = null, bool isKey = false) =>
        (SchemaShape.Column)Constructor.Invoke([name, kind, itemType, isKey, annotations]);

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
