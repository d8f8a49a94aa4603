namespace Microsoft.ML.Data;

/// <summary>A class's columns with the types and annotations of a schema.</summary>
internal static class SchemaMatching
{
    public static SchemaDefinition Definition<TRow>(DataViewSchema schema)
    {
        var definition = SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        foreach (var column in schema)
        {
            var own = definition.FirstOrDefault(c => c.ColumnName == column.Name) ?? throw Contracts.Except($"Type should contain a member named {column.Name}");
            own.ColumnType = column.Type;
            foreach (var annotation in column.Annotations.Schema) own.AnnotationGetters[annotation.Name] = (annotation.Type, column.Annotations.GetterAt(annotation.Index));
        }

        return definition;
    }
}
