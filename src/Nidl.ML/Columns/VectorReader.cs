using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Reads the features of rows of vectors, sparse or dense.</summary>
internal sealed class VectorReader<T> : FeatureReader
    where T : unmanaged, INumber<T>
{
    private readonly ValueGetter<VBuffer<T>> _getter;
    private readonly T[] _pixels;
    private readonly T[] _values;
    private VBuffer<T> _buffer;

    public VectorReader(DataViewRow row, FeatureColumn column, DataViewSchema.Column source)
        : base(row, column)
    {
        _getter = row.GetGetter<VBuffer<T>>(source);
        _pixels = column.Layout == InputLayout.ChannelsLast ? new T[column.Shape.Size] : [];
        _values = typeof(T) == typeof(float) ? [] : new T[column.Shape.Size];
    }

    public override void ReadUnchecked(Span<float> destination)
    {
        if (typeof(T) == typeof(float))
        {
            ReadValues(MemoryMarshal.Cast<float, T>(destination));
            return;
        }
        ReadValues(_values);
        for (var i = 0; i < _values.Length; i++)
            destination[i] = float.CreateTruncating(_values[i]);
    }

    public override void Read(Span<byte> destination)
    {
        ReadValues(MemoryMarshal.Cast<byte, T>(destination));
        if (typeof(T) == typeof(float))
            CheckFinite(MemoryMarshal.Cast<byte, float>(destination));
    }

    private void ReadValues(Span<T> destination)
    {
        _getter(ref _buffer);
        if (_buffer.Length != Column.Shape.Size)
            throw new InvalidOperationException(
                $"Column '{Column.Name}' must have {Column.Shape.Size} values in every row, but {RowName.Of(Row)} has {_buffer.Length}.");
        if (_pixels.Length == 0)
        {
            _buffer.CopyTo(destination);
            return;
        }
        _buffer.CopyTo(_pixels);
        PutChannelsFirst(_pixels, destination);
    }

    private void PutChannelsFirst(ReadOnlySpan<T> pixels, Span<T> destination)
    {
        var (channels, count) = ((int)Column.Shape[0], Column.PixelCount);
        for (var channel = 0; channel < channels; channel++)
            for (var pixel = 0; pixel < count; pixel++)
                destination[channel * count + pixel] = pixels[pixel * channels + channel];
    }
}
