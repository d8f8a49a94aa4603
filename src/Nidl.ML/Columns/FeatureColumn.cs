using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A column of features, and the shape that its values have once they are read, channels first. What is trained and encoded may be a vector
/// of Single or of Byte, or images, which are read as bytes; everything else is a vector of Single.
/// </summary>
internal sealed record FeatureColumn(string Name, InputShape Shape) : IRowPart
{
    private const string InputRole = "input";
    private const string SecondViewRole = "second-view";
    private const string RequiredInput = "a vector of Single or Byte of known size, or images";
    private const string Required = "a vector of Single of known size";
    private const long ImageChannels = 3;

    /// <summary>Finds a column of vectors of Single and takes its shape from the dimensions of its type, unless one is requested.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type, in ML.NET's own words.</exception>
    /// <exception cref="ArgumentException">The requested shape does not fit the column.</exception>
    public static FeatureColumn Bind(DataViewSchema schema, string name, InputShape? requested = null) =>
        BindVector(VectorOf(schema, name, InputRole), name, requested, InputLayout.ChannelsFirst);

    /// <summary>
    /// Finds the column that a training encodes and brings its shape, requested or that of its type, into the order that networks take.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type, in ML.NET's own words.</exception>
    /// <exception cref="ArgumentException">
    /// The requested shape does not fit the column, the layout is not given and the shape looks as if channels came last, or the scaling
    /// does not fit the channels.
    /// </exception>
    public static FeatureColumn BindInput(
        DataViewSchema schema, string name, InputShape? requested, InputLayout? layout, PixelScaling? scaling = null)
    {
        var type = InputOf(schema, name, InputRole);
        var column = type is VectorDataViewType vector
            ? BindVector(vector, name, requested, layout)
            : BindImages((ImageDataViewType)type, name, requested, layout);
        column = column with { Scaling = scaling ?? (column.TakesBytes ? new PixelScaling() : null) };
        column.Scaling?.CheckInputShape(column.Shape);
        return column;
    }

    /// <summary>Finds the column of ready-made second views and checks that it has the shape of the first ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">It is the column of first views itself, or of another shape.</exception>
    public static FeatureColumn BindSecondView(DataViewSchema schema, string name, FeatureColumn features)
    {
        CheckOther(name, features.Name);
        var (first, second) = (InputOf(schema, features.Name, InputRole), InputOf(schema, name, SecondViewRole));
        if (!IsAlike(first, second))
            throw new ArgumentException(
                $"SecondViewColumnName must name a column of the shape of column '{features.Name}', which is {Describe(first)}, "
                + $"but '{name}' is of shape {Describe(second)}.",
                "SecondViewColumnName");
        return features with { Name = name, Role = SecondViewRole };
    }

    /// <summary>Finds the column in the schema of data to transform and checks that it has this column's type and size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, of another type or of another size.</exception>
    public DataViewSchema.Column Find(DataViewSchema schema)
    {
        var type = InputOf(schema, Name, Role);
        if (type is not VectorDataViewType vector)
            return TakesBytes && PixelPlanes.Fit(Shape) ? schema[Name] : throw Mismatch($"{Shape.Size}", type);
        if (vector.Size != Shape.Size || vector.ItemType != ItemType)
            throw Mismatch($"{Shape.Size}", type);
        if (IsTurned(vector, SourceShape))
            throw Mismatch(string.Join(", ", SourceShape), type);
        return schema[Name];
    }

    /// <summary>Gets where the channels stand in the column.</summary>
    public InputLayout Layout { get; init; }

    /// <summary>Gets whether the values are bytes: pixels from 0 to 255, of vectors or of images. The default is false: Single.</summary>
    public bool TakesBytes { get; init; }

    /// <summary>Gets what is done to the values before they reach the network; null if nothing is.</summary>
    public PixelScaling? Scaling { get; init; }

    /// <summary>Gets the number of pixels of a row, of each channel.</summary>
    public int PixelCount => Shape.Size / (int)Shape[0];

    private PrimitiveDataViewType ItemType => TakesBytes ? NumberDataViewType.Byte : NumberDataViewType.Single;

    /// <summary>Gets the shape that the column's own values have.</summary>
    public InputShape SourceShape => Layout == InputLayout.ChannelsLast ? Shape.ChannelsLast : Shape;

    /// <summary>Gets the type of the values in an ONNX graph.</summary>
    public OnnxType OnnxType => TakesBytes ? OnnxType.Byte : OnnxType.Single;

    /// <summary>
    /// Adds to an ONNX graph what makes of the column's values what networks take: (N, ...), of any dimensions, to (N, ...Shape).
    /// </summary>
    public string AddTo(OnnxGraph graph, string values)
    {
        var rows = graph.AddNode("Reshape", [values, graph.AddConstant("shape", [-1, .. SourceShape])]);
        if (Layout == InputLayout.ChannelsLast)
            rows = graph.AddNode("Transpose", [rows], ("perm", (long[])[0, Shape.Rank, .. Enumerable.Range(1, Shape.Rank - 1)]));
        if (TakesBytes)
            rows = graph.AddNode("Cast", [rows], ("to", (long)OnnxType.Single));
        return Scaling?.AddTo(graph, rows, Shape.Rank) ?? rows;
    }

    // What errors call the column.
    private string Role { get; init; } = InputRole;

    /// <inheritdoc/>
    public ScalarType ElementType => TakesBytes ? ScalarType.Byte : ScalarType.Float32;

    /// <inheritdoc/>
    public IEnumerable<DataViewSchema.Column> Sources(DataViewSchema schema) => [Find(schema)];

    /// <inheritdoc/>
    public IRowPartReader Open(DataViewRow row) => FeatureReader.Open(row, this);

    /// <summary>Gets where the column has the value that is read to an index.</summary>
    public int IndexInColumn(int index) =>
        Layout == InputLayout.ChannelsLast ? index % PixelCount * (int)Shape[0] + index / PixelCount : index;

    /// <summary>Checks a column of vectors of Single of a schema's shape, as far as a shape knows it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public static void Check(SchemaShape schema, string name)
    {
        var column = SchemaColumns.Find(schema, InputRole, name);
        if (!IsVectorOf(column, NumberDataViewType.Single))
            throw Mismatch(column, InputRole, Required);
    }

    /// <summary>Checks the column that a training encodes of a schema's shape, as far as a shape knows it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public static void CheckInput(SchemaShape schema, string name) => CheckInput(schema, name, InputRole);

    /// <summary>Checks the column of ready-made second views of a schema's shape, as far as a shape knows it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">It is the column of first views itself.</exception>
    public static void CheckSecondView(SchemaShape schema, string name, string featuresName)
    {
        CheckOther(name, featuresName);
        CheckInput(schema, name, SecondViewRole);
    }

    private static void CheckInput(SchemaShape schema, string name, string role)
    {
        var column = SchemaColumns.Find(schema, role, name);
        if (column.ItemType is not ImageDataViewType
            && !IsVectorOf(column, NumberDataViewType.Single) && !IsVectorOf(column, NumberDataViewType.Byte))
            throw Mismatch(column, role, RequiredInput);
    }

    private static bool IsVectorOf(SchemaShape.Column column, DataViewType item) =>
        column.Kind == SchemaShape.Column.VectorKind.Vector && !column.IsKey && column.ItemType.Equals(item);

    private static ArgumentOutOfRangeException Mismatch(SchemaShape.Column column, string role, string required) => ColumnErrors.Mismatch(
        "inputSchema", role, column.Name, required, SchemaShapeColumn.Describe(column), ColumnHint.Of(column).ForFeatures());

    private static void CheckOther(string name, string featuresName)
    {
        if (name == featuresName)
            throw new ArgumentException(
                $"SecondViewColumnName must name another column than the input column '{featuresName}', "
                + "since two equal views teach nothing.",
                "SecondViewColumnName");
    }

    private static FeatureColumn BindVector(VectorDataViewType type, string name, InputShape? requested, InputLayout? layout)
    {
        var shape = requested ?? ShapeOf(type);
        if (shape.Size != type.Size)
            throw new ArgumentException(
                $"InputShape must have as many values as column '{name}', which has {type.Size}, but {shape} has {shape.Size}.",
                "InputShape");
        if (IsTurned(type, shape))
            throw new ArgumentException(
                $"InputShape must have the dimensions of column '{name}' in their order, {ShapeOf(type)}, but {shape} was given; "
                + "where channels come last, set InputLayout to ChannelsLast.", "InputShape");
        return new FeatureColumn(name, shape) { TakesBytes = type.ItemType == NumberDataViewType.Byte }.WithChannelsFirst(layout);
    }

    private FeatureColumn WithChannelsFirst(InputLayout? layout)
    {
        if (layout is null && Shape.LooksChannelsLast)
            throw new ArgumentException(
                $"InputLayout must be set for column '{Name}' of shape {Shape}, which looks like (height, width, "
                + "channels), where networks take "
                + "channels first: set it to ChannelsLast if it is, to ChannelsFirst if it is not; "
                + "ExtractPixels gives channels first unless interleavePixelColors is set.",
                "InputLayout");
        if (layout is not InputLayout.ChannelsLast)
            return this;
        return Shape.Rank > 1
            ? this with { Shape = Shape.ChannelsFirst, Layout = InputLayout.ChannelsLast }
            : throw new ArgumentException(
                $"InputLayout ChannelsLast needs rows of two dimensions or more, but column '{Name}' is of shape {Shape}; "
                + "set InputShape, for example to [28, 28, 1].",
                "InputLayout");
    }

    private static FeatureColumn BindImages(ImageDataViewType type, string name, InputShape? requested, InputLayout? layout)
    {
        if (layout is InputLayout.ChannelsLast)
            throw new ArgumentException(
                $"InputLayout must not be ChannelsLast for column '{name}' of images, whose channels are read first.", "InputLayout");
        if (requested is null && type.Height == 0)
            throw new ArgumentException(
                $"InputShape must be set for column '{name}', whose images may have any size, for example to [3, 224, "
                + "224]: they are resized to it.", "InputShape");
        var shape = requested ?? [ImageChannels, type.Height, type.Width];
        return PixelPlanes.Fit(shape)
            ? new(name, shape) { TakesBytes = true }
            : throw new ArgumentException(
                "InputShape must be (3, height, width) or, for gray, (1, height, "
                + $"width) for column '{name}' of images, but {shape} was given.",
                "InputShape");
    }

    // Whether the column has the dimensions of the shape in another order; those of 1 do not count.
    private static bool IsTurned(VectorDataViewType type, InputShape shape)
    {
        long[] given = [.. type.Dimensions.Where(dimension => dimension > 1).Select(dimension => (long)dimension)];
        long[] wanted = [.. shape.Where(dimension => dimension > 1)];
        return !given.SequenceEqual(wanted) && given.Order().SequenceEqual(wanted.Order());
    }

    private static bool IsAlike(DataViewType first, DataViewType second) => (first, second) switch
    {
        (VectorDataViewType one, VectorDataViewType other) => one.ItemType == other.ItemType
            && one.Dimensions.SequenceEqual(other.Dimensions),
        _ => first is ImageDataViewType && second is ImageDataViewType,
    };

    private static string? Describe(DataViewType type) => type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Single
        ? ShapeOf(vector).ToString()
        : type.ToString();

    private static InputShape ShapeOf(VectorDataViewType type) =>
        InputShape.Create([.. type.Dimensions.Select(dimension => (long)dimension)]);

    private ArgumentOutOfRangeException Mismatch(string dimensions, DataViewType type) =>
        ColumnErrors.Mismatch("inputSchema", Role, Name, $"Vector<{(TakesBytes ? "Byte" : "Single")}, {dimensions}>", type.ToString());

    private static VectorDataViewType VectorOf(DataViewSchema schema, string name, string role) =>
        TypeOf(schema, name, role) is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType == NumberDataViewType.Single
            ? vector
            : throw Mismatch(schema[name], role, Required);

    private static DataViewType InputOf(DataViewSchema schema, string name, string role)
    {
        var type = TypeOf(schema, name, role);
        return type is ImageDataViewType || (type is VectorDataViewType { IsKnownSize: true } vector
            && (vector.ItemType == NumberDataViewType.Single || vector.ItemType == NumberDataViewType.Byte))
            ? type
            : throw Mismatch(schema[name], role, RequiredInput);
    }

    private static DataViewType TypeOf(DataViewSchema schema, string name, string role) =>
        SchemaColumns.Find(schema, role, name).Type;

    private static ArgumentOutOfRangeException Mismatch(DataViewSchema.Column column, string role, string required) =>
        ColumnErrors.Mismatch("inputSchema", role, column.Name, required, column.Type.ToString(), ColumnHint.Of(column).ForFeatures());
}
