using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>The column of arrays that a loader appends: its name and shape, and the column of paths that it is loaded by.</summary>
internal sealed record ArrayColumn(string Name, string PathColumnName, InputShape Shape) : IRowMapping
{
    /// <summary>Gets where the voxels of the first file lie; null if it does not say so, or there was none.</summary>
    public VolumeAffine? Affine { get; init; }

    /// <summary>Gets the format of the files.</summary>
    public IArrayFormat Format { get; init; } = new NpyFormat();

    /// <summary>Gets how they are read.</summary>
    public ArrayReading Reading { get; init; } = new();

    public DataViewSchema.Column FindSource(DataViewSchema input) => PathColumn.Find(input, PathColumnName);

    public DataViewSchema Append(DataViewSchema input)
    {
        FindSource(input);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        AffineAnnotation.AddColumn(builder, Name, Shape, Affine);
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
    public Func<DataViewSchema.Column, Delegate> Open(DataViewRow row, FileRead<float> load) => _ => CreateGetter(row, load);

    /// <summary>Reads the array of a file.</summary>
    public void Read(string path, Span<float> values) => Format.Read(path, new(Shape, Affine), values);

    /// <summary>The error of a file that cannot be loaded.</summary>
    public static RowReadException Failed(string column, string path, DataViewRow row, Exception failure) =>
        RowReadException.OfFile(column, path, RowName.Of(row), RowName.NumberOf(row), failure);

    private ValueGetter<VBuffer<float>> CreateGetter(DataViewRow row, FileRead<float> load)
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

    private void Load(FileRead<float> load, string path, DataViewRow row, Span<float> values)
    {
        try
        {
            load(path, values);
        }
        catch (Exception failure) when (RowReadException.IsOfFile(failure))
        {
            throw Failed(Name, path, row, failure);
        }
    }
}
