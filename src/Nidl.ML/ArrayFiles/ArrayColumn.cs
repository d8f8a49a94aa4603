using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>The column of arrays that a loader appends: its name and shape, and the column of paths that it is loaded by.</summary>
internal sealed record ArrayColumn(string Name, string PathColumnName, InputShape Shape) : IRowMapping
{
    private const string Role = "input";

    /// <summary>Gets the format of the files.</summary>
    public IArrayFormat Format { get; init; } = new NpyFormat();

    /// <summary>Gets how they are read.</summary>
    public ArrayReading Reading { get; init; } = new();

    /// <summary>Finds the column of paths.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or not of text.</exception>
    public static DataViewSchema.Column FindPaths(DataViewSchema schema, string name)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
            throw ColumnErrors.NotFound("inputSchema", Role, name);
        return column.Type is TextDataViewType
            ? column
            : throw ColumnErrors.Mismatch("inputSchema", Role, name, TextDataViewType.Instance.ToString()!, column.Type.ToString());
    }

    /// <summary>Checks the column of paths of a schema's shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or not of text.</exception>
    public static void CheckPaths(SchemaShape schema, string name)
    {
        var columns = schema.Where(column => column.Name == name).ToArray();
        if (columns.Length == 0)
            throw ColumnErrors.NotFound("inputSchema", Role, name);
        if (columns[0].Kind != SchemaShape.Column.VectorKind.Scalar || columns[0].ItemType is not TextDataViewType)
            throw ColumnErrors.Mismatch(
                "inputSchema", Role, name, TextDataViewType.Instance.ToString()!, SchemaShapeColumn.Describe(columns[0]));
    }

    public DataViewSchema.Column FindSource(DataViewSchema input) => FindPaths(input, PathColumnName);

    public DataViewSchema Append(DataViewSchema input)
    {
        FindSource(input);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumn(Name, new VectorDataViewType(NumberDataViewType.Single, Shape.Select(dimension => (int)dimension).ToArray()));
        return builder.ToSchema();
    }

    /// <inheritdoc/>
    public void CheckOnnx() => throw new NotSupportedException(
        $"An ONNX model must compute its columns from values, but column '{Name}' is loaded from files; "
        + "export what follows, and give it the arrays.");

    /// <summary>Gets the shape of <paramref name="input"/> with a column of arrays.</summary>
    public static SchemaShape Promise(SchemaShape input, string name) => new([
        .. input.Where(column => column.Name != name),
        SchemaShapeColumn.Create(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single)]);

    public Func<DataViewSchema.Column, Delegate> Open(DataViewRow row) => Open(row, Read);

    /// <summary>Opens a row whose arrays come from <paramref name="load"/>, which is given a path and where the values belong.</summary>
    public Func<DataViewSchema.Column, Delegate> Open(DataViewRow row, ArrayLoad load) => _ => CreateGetter(row, load);

    /// <summary>Reads the array of a file.</summary>
    public void Read(string path, Span<float> values) => Format.Read(path, Shape, values);

    /// <summary>The error of a file that cannot be loaded.</summary>
    public static RowReadException Failed(string column, string path, DataViewRow row, Exception failure) =>
        RowReadException.OfFile(column, path, RowName.Of(row), RowName.NumberOf(row), failure);

    /// <summary>Gets whether an error is about the file, not about the program.</summary>
    public static bool IsAboutFile(Exception? failure) =>
        failure is InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private ValueGetter<VBuffer<float>> CreateGetter(DataViewRow row, ArrayLoad load)
    {
        var paths = row.GetGetter<ReadOnlyMemory<char>>(FindSource(row.Schema));
        ReadOnlyMemory<char> path = default;
        return (ref VBuffer<float> value) =>
        {
            paths(ref path);
            var editor = VBufferEditor.Create(ref value, Shape.Size);
            Load(load, path.ToString(), row, editor.Values);
            value = editor.Commit();
        };
    }

    private void Load(ArrayLoad load, string path, DataViewRow row, Span<float> values)
    {
        try
        {
            load(path, values);
        }
        catch (Exception failure) when (IsAboutFile(failure))
        {
            throw Failed(Name, path, row, failure);
        }
    }
}

/// <summary>Loads the array of a file to where its values belong.</summary>
internal delegate void ArrayLoad(string path, Span<float> values);
