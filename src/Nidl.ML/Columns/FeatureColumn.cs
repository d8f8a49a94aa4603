using Microsoft.ML;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>A column of features: a vector of Single of known size, and the shape that its values have once they are read, channels first.</summary>
internal sealed record FeatureColumn(string Name, InputShape Shape) : IRowPart
{
    private const string InputRole = "input";
    private const string SecondViewRole = "second-view";
    private const string Required = "a vector of Single of known size";

    /// <summary>Finds the column and takes its shape from <paramref name="requested"/>, or from the dimensions of its type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type, in ML.NET's own words.</exception>
    /// <exception cref="ArgumentException">The requested shape has another size than the column.</exception>
    public static FeatureColumn Bind(DataViewSchema schema, string name, InputShape? requested)
    {
        var type = TypeOf(schema, name, InputRole);
        var shape = requested ?? ShapeOf(schema, name);
        if (shape.Size != type.Size)
            throw new ArgumentException(
                $"InputShape must have as many values as column '{name}', which has {type.Size}, but {shape} has {shape.Size}.", "InputShape");
        if (IsTurned(type, shape))
            throw new ArgumentException(
                $"InputShape must have the dimensions of column '{name}' in their order, {ShapeOf(schema, name)}, but {shape} was given; "
                + "where channels come last, set InputLayout to ChannelsLast.", "InputShape");
        return new(name, shape);
    }

    /// <summary>Finds the column that a training encodes, as <see cref="Bind"/> does, and brings its shape into the order that networks take.</summary>
    /// <exception cref="ArgumentException">The layout is not given and the shape looks as if channels came last, or it has no dimension for them.</exception>
    public static FeatureColumn BindInput(DataViewSchema schema, string name, InputShape? requested, InputLayout? layout)
    {
        var column = Bind(schema, name, requested);
        if (layout is null && column.Shape.LooksChannelsLast)
            throw new ArgumentException(
                $"InputLayout must be set for column '{name}' of shape {column.Shape}, which looks like (height, width, channels), where networks take "
                + "channels first: set it to ChannelsLast if it is, to ChannelsFirst if it is not; ExtractPixels gives channels first unless interleavePixelColors is set.",
                "InputLayout");
        if (layout is not InputLayout.ChannelsLast)
            return column;
        return column.Shape.Rank > 1
            ? column with { Shape = column.Shape.ChannelsFirst, Layout = InputLayout.ChannelsLast }
            : throw new ArgumentException(
                $"InputLayout ChannelsLast needs rows of two dimensions or more, but column '{name}' is of shape {column.Shape}; set InputShape, for example to [28, 28, 1].",
                "InputLayout");
    }

    /// <summary>Finds the column of ready-made second views and checks that it has the shape of the first ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">It is the column of first views itself, or of another shape.</exception>
    public static FeatureColumn BindSecondView(DataViewSchema schema, string name, FeatureColumn features)
    {
        CheckOther(name, features.Name);
        var dimensions = TypeOf(schema, name, SecondViewRole).Dimensions;
        if (!dimensions.SequenceEqual(TypeOf(schema, features.Name, InputRole).Dimensions))
            throw new ArgumentException(
                $"SecondViewColumnName must name a column of the shape of column '{features.Name}', which is {ShapeOf(schema, features.Name)}, but '{name}' is of shape {ShapeOf(schema, name)}.",
                "SecondViewColumnName");
        return features with { Name = name, Role = SecondViewRole };
    }

    /// <summary>Finds the column in the schema of data to transform and checks that it has this column's size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, of another type or of another size.</exception>
    public DataViewSchema.Column Find(DataViewSchema schema)
    {
        var type = TypeOf(schema, Name, Role);
        if (type.Size != Shape.Size)
            throw ColumnErrors.Mismatch("inputSchema", Role, Name, $"Vector<Single, {Shape.Size}>", type.ToString());
        if (IsTurned(type, SourceShape))
            throw ColumnErrors.Mismatch("inputSchema", Role, Name, $"Vector<Single, {string.Join(", ", SourceShape)}>", type.ToString());
        return schema[Name];
    }

    /// <summary>Gets where the channels stand in the column.</summary>
    public InputLayout Layout { get; init; }

    /// <summary>Gets the shape that the column's own values have.</summary>
    public InputShape SourceShape => Layout == InputLayout.ChannelsLast ? Shape.ChannelsLast : Shape;

    /// <summary>Adds to an ONNX graph what brings the column's values into the shape that networks take: (N, ...), of any dimensions, to (N, ...Shape).</summary>
    public string AddTo(OnnxGraph graph, string values)
    {
        var rows = graph.AddNode("Reshape", [values, graph.AddConstant("shape", [-1, .. SourceShape])]);
        return Layout == InputLayout.ChannelsLast
            ? graph.AddNode("Transpose", [rows], ("perm", (long[])[0, Shape.Rank, .. Enumerable.Range(1, Shape.Rank - 1)]))
            : rows;
    }

    // What errors call the column.
    private string Role { get; init; } = InputRole;

    /// <inheritdoc/>
    public ScalarType ElementType => ScalarType.Float32;

    /// <inheritdoc/>
    public IEnumerable<DataViewSchema.Column> Sources(DataViewSchema schema) => [Find(schema)];

    /// <inheritdoc/>
    public IRowPartReader Open(DataViewRow row) => new FeatureReader(row, this);

    /// <summary>Checks the column of a schema's shape, as far as a shape knows it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public static void Check(SchemaShape schema, string name) => Check(schema, name, InputRole);

    /// <summary>Checks the column of ready-made second views of a schema's shape, as far as a shape knows it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">It is the column of first views itself.</exception>
    public static void CheckSecondView(SchemaShape schema, string name, string featuresName)
    {
        CheckOther(name, featuresName);
        Check(schema, name, SecondViewRole);
    }

    private static void Check(SchemaShape schema, string name, string role)
    {
        var columns = schema.Where(column => column.Name == name).ToArray();
        if (columns.Length == 0)
            throw ColumnErrors.NotFound("inputSchema", role, name);
        if (columns[0].Kind != SchemaShape.Column.VectorKind.Vector || columns[0].IsKey || !columns[0].ItemType.Equals(NumberDataViewType.Single))
            throw ColumnErrors.Mismatch(
                "inputSchema", role, name, Required, SchemaShapeColumn.Describe(columns[0]), ColumnHint.Of(columns[0]).ForFeatures());
    }

    private static void CheckOther(string name, string featuresName)
    {
        if (name == featuresName)
            throw new ArgumentException(
                $"SecondViewColumnName must name another column than the input column '{featuresName}', since two equal views teach nothing.",
                "SecondViewColumnName");
    }

    // Whether the column has the dimensions of the shape in another order; those of 1 do not count.
    private static bool IsTurned(VectorDataViewType type, InputShape shape)
    {
        long[] given = [.. type.Dimensions.Where(dimension => dimension > 1).Select(dimension => (long)dimension)];
        long[] wanted = [.. shape.Where(dimension => dimension > 1)];
        return !given.SequenceEqual(wanted) && given.Order().SequenceEqual(wanted.Order());
    }

    private static InputShape ShapeOf(DataViewSchema schema, string name) =>
        InputShape.Create([.. TypeOf(schema, name, InputRole).Dimensions.Select(dimension => (long)dimension)]);

    private static VectorDataViewType TypeOf(DataViewSchema schema, string name, string role)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
            throw ColumnErrors.NotFound("inputSchema", role, name);
        return column.Type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType.Equals(NumberDataViewType.Single)
            ? vector
            : throw ColumnErrors.Mismatch("inputSchema", role, name, Required, column.Type.ToString(), ColumnHint.Of(column).ForFeatures());
    }
}
