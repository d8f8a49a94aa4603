using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>
/// Reads the pixels of rows of images, resized to the column's shape. The images belong to whoever made the rows: none is disposed here.
/// </summary>
internal sealed class ImageReader : FeatureReader
{
    private readonly ValueGetter<MLImage> _getter;
    private readonly PixelPlanes _planes;
    private readonly byte[] _values;
    private MLImage? _image;
    private byte[] _pixels = [];

    public ImageReader(DataViewRow row, FeatureColumn column, DataViewSchema.Column source)
        : base(row, column)
    {
        _getter = row.GetGetter<MLImage>(source);
        _planes = new PixelPlanes(column.Shape);
        _values = new byte[column.Shape.Size];
    }

    public override void ReadUnchecked(Span<float> destination)
    {
        Read(_values);
        for (var i = 0; i < _values.Length; i++)
            destination[i] = _values[i];
    }

    public override void Read(Span<byte> destination)
    {
        // A transform before us disposes the image that it is given back, and makes another.
        _getter(ref _image!);
        if (_image is null)
            throw new InvalidOperationException($"Column '{Column.Name}' must have an image in every row, but {RowName.Of(Row)} has none.");
        var (width, height) = CopyPixels(_image);
        _planes.Write(_pixels.AsSpan(0, 4 * width * height), width, height, destination);
    }

    private (int Width, int Height) CopyPixels(MLImage image)
    {
        try
        {
            var pixels = image.Pixels;
            if (_pixels.Length < pixels.Length)
                _pixels = new byte[pixels.Length];
            pixels.CopyTo(_pixels);
            if (image.PixelFormat == MLPixelFormat.Bgra32)
                for (var i = 0; i < pixels.Length; i += 4)
                    (_pixels[i], _pixels[i + 2]) = (_pixels[i + 2], _pixels[i]);
            return (image.Width, image.Height);
        }
        catch (InvalidOperationException failure)
        {
            // ML.NET's transforms give an image of a blank path so.
            throw new InvalidOperationException(
                $"Column '{Column.Name}' must have an image in every row, but that of {RowName.Of(Row)} was disposed; "
                + "it is so if the path is blank.", failure);
        }
    }
}
