using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Finds columns by their names; one that is missing is refused in ML.NET's own words.</summary>
internal static class SchemaColumns
{
    /// <summary>Finds a column of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="role">What the column is for, as messages say it: for example <c>input</c> or <c>label</c>.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="parameter">The parameter that the error names: where the schema comes from.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is missing.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string role, string name, string parameter = "inputSchema") =>
        schema.GetColumnOrNull(name) ?? throw ColumnErrors.NotFound(parameter, role, name);

    /// <summary>Finds a column of a schema's shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing.</exception>
    public static SchemaShape.Column Find(SchemaShape schema, string role, string name)
    {
        foreach (var column in schema)
            if (column.Name == name)
                return column;
        throw ColumnErrors.NotFound("inputSchema", role, name);
    }
}
