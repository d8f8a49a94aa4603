using Microsoft.ML;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>A column of features: a vector of Single of known size, and the shape that its values have.</summary>
internal sealed record FeatureColumn(string Name, InputShape Shape) : IRowPart
{
    private const string Role = "input";
    private const string Required = "a vector of Single of known size";

    /// <summary>Finds the column and takes its shape from <paramref name="requested"/>, or from the dimensions of its type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type, in ML.NET's own words.</exception>
    /// <exception cref="ArgumentException">The requested shape has another size than the column.</exception>
    public static FeatureColumn Bind(DataViewSchema schema, string name, InputShape? requested)
    {
        var type = TypeOf(schema, name);
        var shape = requested ?? InputShape.Create([.. type.Dimensions.Select(dimension => (long)dimension)]);
        if (shape.Size != type.Size)
            throw new ArgumentException($"InputShape must have as many values as column '{name}', which has {type.Size}, but {shape} has {shape.Size}.", nameof(TrainingOptions.InputShape));
        return new(name, shape);
    }

    /// <summary>Finds the column in the schema of data to transform and checks that it has this column's size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, of another type or of another size.</exception>
    public DataViewSchema.Column Find(DataViewSchema schema)
    {
        var type = TypeOf(schema, Name);
        if (type.Size != Shape.Size)
            throw ColumnErrors.Mismatch("inputSchema", Role, Name, $"Vector<Single, {Shape.Size}>", type.ToString());
        return schema[Name];
    }

    /// <inheritdoc/>
    public ScalarType ElementType => ScalarType.Float32;

    /// <inheritdoc/>
    public IEnumerable<DataViewSchema.Column> Sources(DataViewSchema schema) => [Find(schema)];

    /// <inheritdoc/>
    public IRowPartReader Open(DataViewRow row) => new FeatureReader(row, Find(row.Schema), Shape.Size);

    /// <summary>Checks the column of a schema's shape, as far as a shape knows it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public static void Check(SchemaShape schema, string name)
    {
        var columns = schema.Where(column => column.Name == name).ToArray();
        if (columns.Length == 0)
            throw ColumnErrors.NotFound("inputSchema", Role, name);
        if (columns[0].Kind != SchemaShape.Column.VectorKind.Vector || columns[0].IsKey || !columns[0].ItemType.Equals(NumberDataViewType.Single))
            throw ColumnErrors.Mismatch("inputSchema", Role, name, Required, SchemaShapeColumn.Describe(columns[0]));
    }

    private static VectorDataViewType TypeOf(DataViewSchema schema, string name)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
            throw ColumnErrors.NotFound("inputSchema", Role, name);
        return column.Type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType.Equals(NumberDataViewType.Single)
            ? vector
            : throw ColumnErrors.Mismatch("inputSchema", Role, name, Required, column.Type.ToString());
    }
}
