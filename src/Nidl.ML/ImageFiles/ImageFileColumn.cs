using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>The column of pixels that a loader appends, and the column of paths that it is loaded by.</summary>
internal sealed record ImageFileColumn(string Name, string PathColumnName, ImageLoadingOptions Options) : IRowMapping
{
    public DataViewSchema.Column FindSource(DataViewSchema input) => PathColumn.Find(input, PathColumnName);

    public DataViewSchema Append(DataViewSchema input)
    {
        FindSource(input);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumn(
            Name, new VectorDataViewType(NumberDataViewType.Byte, Options.Shape.Select(dimension => (int)dimension).ToArray()));
        return builder.ToSchema();
    }

    /// <inheritdoc/>
    public void CheckOnnx() => throw new NotSupportedException(
        $"An ONNX model must compute its columns from values, but column '{Name}' is loaded from files; "
        + "export what follows, and give it the pixels.");

    /// <summary>Gets the shape of <paramref name="input"/> with a column of pixels.</summary>
    public static SchemaShape Promise(SchemaShape input, string name) => new([
        .. input.Where(column => column.Name != name),
        SchemaShapeColumn.Create(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Byte)]);

    /// <summary>Opens a row that is decoded by itself.</summary>
    public Func<DataViewSchema.Column, Delegate> Open(DataViewRow row)
    {
        var decoder = new ImageDecoder(Options);
        var decoded = new DecodedRow(row, this, (path, pixels) => decoder.Decode(ImageDecoder.FullPath(Options, path), pixels));
        return Open(() =>
        {
            decoded.Load();
            return decoded;
        });
    }

    /// <summary>Opens a row that something else decodes.</summary>
    public static Func<DataViewSchema.Column, Delegate> Open(Func<DecodedRow> decode) =>
        _ => (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) =>
    {
        var pixels = decode().Open();
        var editor = VBufferEditor.Create(ref value, pixels.Length);
        pixels.CopyTo(editor.Values);
        value = editor.Commit();
    });
}
