using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>
/// Reads the features of a cursor's current row, sparse or dense, channels first, into the caller's memory; never writes to the row's own.
/// </summary>
internal sealed class FeatureReader : IRowPartReader
{
    private readonly DataViewRow _row;
    private readonly FeatureColumn _column;
    private readonly ValueGetter<VBuffer<float>> _getter;
    private readonly float[]? _pixels;
    private VBuffer<float> _buffer;

    /// <param name="row">The row, with the column active.</param>
    /// <param name="column">The column.</param>
    public FeatureReader(DataViewRow row, FeatureColumn column)
    {
        (_row, _column) = (row, column);
        _getter = row.GetGetter<VBuffer<float>>(column.Find(row.Schema));
        _pixels = column.Layout == InputLayout.ChannelsLast ? new float[column.Shape.Size] : null;
    }

    private int Channels => (int)_column.Shape[0];

    private int Pixels => _column.Shape.Size / Channels;

    /// <summary>Copies the row's features into <paramref name="destination"/>, with zeros where a sparse row has nothing.</summary>
    /// <exception cref="InvalidOperationException">The row has another number of values than its column.</exception>
    public void ReadUnchecked(Span<float> destination)
    {
        _getter(ref _buffer);
        if (_buffer.Length != _column.Shape.Size)
            throw new InvalidOperationException(
                $"Column '{_column.Name}' must have {_column.Shape.Size} values in every row, but {RowName.Of(_row)} has {_buffer.Length}.");
        if (_pixels is null)
        {
            _buffer.CopyTo(destination);
            return;
        }
        _buffer.CopyTo(_pixels);
        PutChannelsFirst(_pixels, destination);
    }

    /// <summary>Copies the row's features as <see cref="ReadUnchecked"/> does, and checks that each is finite.</summary>
    /// <exception cref="InvalidOperationException">A value is NaN or infinite; the message names the row and the value's index.</exception>
    public void Read(Span<float> destination)
    {
        ReadUnchecked(destination);
        CheckFinite(destination);
    }

    void IRowPartReader.Read(Span<byte> destination) => Read(MemoryMarshal.Cast<byte, float>(destination));

    /// <summary>Checks that each value of the current row, as it was read, is finite.</summary>
    public void CheckFinite(ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"Column '{_column.Name}' must have finite values, but {RowName.Of(_row)} has {values[i]} at index {IndexInColumn(i)}; replace missing values first."));
        }
    }

    private void PutChannelsFirst(ReadOnlySpan<float> pixels, Span<float> destination)
    {
        var (channels, count) = (Channels, Pixels);
        for (var channel = 0; channel < channels; channel++)
            for (var pixel = 0; pixel < count; pixel++)
                destination[channel * count + pixel] = pixels[pixel * channels + channel];
    }

    // Where the column has the value that is read to an index.
    private int IndexInColumn(int index) => _pixels is null ? index : index % Pixels * Channels + index / Pixels;
}
