using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Reads the features of a cursor's current row, sparse or dense, into the caller's memory; never writes to the row's own.</summary>
internal sealed class FeatureReader : IRowPartReader
{
    private readonly DataViewRow _row;
    private readonly string _column;
    private readonly int _size;
    private readonly ValueGetter<VBuffer<float>> _getter;
    private VBuffer<float> _buffer;

    public FeatureReader(DataViewRow row, DataViewSchema.Column column, int size)
    {
        _row = row;
        _column = column.Name;
        _size = size;
        _getter = row.GetGetter<VBuffer<float>>(column);
    }

    /// <summary>Copies the row's features into <paramref name="destination"/>, with zeros where a sparse row has nothing.</summary>
    /// <exception cref="InvalidOperationException">The row has another number of values than its column.</exception>
    public void ReadUnchecked(Span<float> destination)
    {
        _getter(ref _buffer);
        if (_buffer.Length != _size)
            throw new InvalidOperationException($"Column '{_column}' must have {_size} values in every row, but {RowName.Of(_row)} has {_buffer.Length}.");
        _buffer.CopyTo(destination);
    }

    /// <summary>Copies the row's features as <see cref="ReadUnchecked"/> does, and checks that each is finite.</summary>
    /// <exception cref="InvalidOperationException">A value is NaN or infinite; the message names the row and the value's index.</exception>
    public void Read(Span<float> destination)
    {
        ReadUnchecked(destination);
        CheckFinite(destination, _column, _row);
    }

    void IRowPartReader.Read(Span<byte> destination) => Read(MemoryMarshal.Cast<byte, float>(destination));

    /// <summary>Checks that each value of a row is finite.</summary>
    public static void CheckFinite(ReadOnlySpan<float> values, string column, DataViewRow row)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new InvalidOperationException(
                    FormattableString.Invariant($"Column '{column}' must have finite values, but {RowName.Of(row)} has {values[i]} at index {i}; replace missing values first."));
        }
    }
}
