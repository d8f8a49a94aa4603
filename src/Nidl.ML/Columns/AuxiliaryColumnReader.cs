using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Reads one auxiliary column of a cursor's current row as numbers.</summary>
internal interface IAuxiliaryColumnReader
{
    /// <summary>
    /// Writes the row's numbers, as many as the column's width, into <paramref name="destination"/>; missing values become NaN.
    /// </summary>
    /// <exception cref="InvalidOperationException">The row has another number of values than its column.</exception>
    void Read(Span<double> destination);
}

/// <summary>Reads a column of single values.</summary>
internal sealed class AuxiliaryScalarReader<T>(
    DataViewRow row, DataViewSchema.Column column, AuxiliaryEncoding<T> encoding) : IAuxiliaryColumnReader
{
    private readonly ValueGetter<T> _getter = row.GetGetter<T>(column);

    public void Read(Span<double> destination)
    {
        T value = default!;
        _getter(ref value);
        encoding.Encode(value, destination);
    }
}

/// <summary>Reads a column of vectors, sparse or dense.</summary>
internal sealed class AuxiliaryVectorReader<T>(
    DataViewRow row, DataViewSchema.Column column, int size, AuxiliaryEncoding<T> encoding) : IAuxiliaryColumnReader
{
    private readonly ValueGetter<VBuffer<T>> _getter = row.GetGetter<VBuffer<T>>(column);
    private readonly T[] _values = new T[size];
    private VBuffer<T> _buffer;

    public void Read(Span<double> destination)
    {
        _getter(ref _buffer);
        if (_buffer.Length != size)
            throw new InvalidOperationException(
                $"Column '{column.Name}' must have {size} values in every row, but row {row.Position} has {_buffer.Length}.");
        _buffer.CopyTo(_values);
        for (var i = 0; i < size; i++)
            encoding.Encode(_values[i], destination.Slice(i * encoding.Width, encoding.Width));
    }
}
