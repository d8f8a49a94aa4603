using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>The embedding column as schemas describe it: promised by the estimator, delivered by the transformer.</summary>
internal sealed record EmbeddingSchema(string ColumnName, int Dimension, string Method)
{
    private const string SlotNames = "SlotNames";

    /// <summary>The annotation that names the method which trained the encoder.</summary>
    public const string MethodAnnotation = "Nidl.Method";

    /// <summary>Gets the input columns followed by the embedding, which hides an input column of its name.</summary>
    public DataViewSchema Append(DataViewSchema input)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumn(ColumnName, new VectorDataViewType(NumberDataViewType.Single, Dimension), Annotations());
        return builder.ToSchema();
    }

    /// <summary>Gets what an estimator promises: the input's shape with the embedding in place of a column of its name.</summary>
    public static SchemaShape Promise(SchemaShape input, string columnName)
    {
        var annotations = new SchemaShape([
            SchemaShapeColumn.Create(SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance),
            SchemaShapeColumn.Create(MethodAnnotation, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance)]);
        var embedding = SchemaShapeColumn.Create(columnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, annotations);
        return new SchemaShape([.. input.Where(column => column.Name != columnName), embedding]);
    }

    private DataViewSchema.Annotations Annotations()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(SlotNames, new VectorDataViewType(TextDataViewType.Instance, Dimension), (ref VBuffer<ReadOnlyMemory<char>> names) =>
        {
            var editor = VBufferEditor.Create(ref names, Dimension);
            for (var i = 0; i < Dimension; i++)
                editor.Values[i] = $"{ColumnName}_{i}".AsMemory();
            names = editor.Commit();
        });
        builder.AddPrimitiveValue(MethodAnnotation, TextDataViewType.Instance, Method.AsMemory());
        return builder.ToAnnotations();
    }
}
