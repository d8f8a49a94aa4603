using System.Collections;

namespace TorchSharp.Utils;

/// <summary>Element access to the memory of a tensor on the CPU, in row-major order whatever its strides.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private torch.Tensor _tensor;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;
    private unsafe T* _first;

    internal unsafe TensorAccessor(torch.Tensor tensor)
    {
        RequireCpu(tensor);
        _tensor = tensor;
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        _first = (T*)tensor.DataPointer;
    }

    public long Count => _tensor?.numel() ?? 0;

    public bool IsReadOnly => false;

    public unsafe T this[params long[] indices]
    {
        get => _first[Offset(indices)];
        set => _first[Offset(indices)] = value;
    }

    public T[] ToArray()
    {
        var result = new T[Count];
        if (result.Length > 0 || _shape.Length > 1) CopyTo(result);
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public unsafe void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        int count = Amount(array.Length - arrayIndex, tensorIndex);
        var target = array.Slice(arrayIndex, count);
        if (_contiguous) new ReadOnlySpan<T>(_first + tensorIndex, count).CopyTo(target);
        else for (int i = 0; i < count; i++) target[i] = _first[StridedOffset(tensorIndex + i)];
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public unsafe void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        int count = Amount(array.Length - arrayIndex, tensorIndex);
        var source = array.Slice(arrayIndex, count);
        if (_contiguous) source.CopyTo(new Span<T>(_first + tensorIndex, count));
        else for (int i = 0; i < count; i++) _first[StridedOffset(tensorIndex + i)] = source[i];
        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0, count = Count; i < count; i++) yield return At(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // The tensor is borrowed: only the view ends.
    public unsafe void Dispose()
    {
        _first = null;
        _tensor = null!;
    }

    internal static unsafe T ReadItemAt(torch.Tensor tensor, long index)
    {
        RequireCpu(tensor);
        tensor.ValidateType(typeof(T));
        return new TensorAccessor<T>(tensor).At(index);
    }

    private static void RequireCpu(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU)
            throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
    }

    private unsafe T At(long index) => _first[Linear(index)];

    private int Amount(int room, long tensorIndex)
    {
        if (tensorIndex < 0 || tensorIndex >= Count) throw new ArgumentOutOfRangeException(nameof(tensorIndex));
        return (int)Math.Min(room, Count - tensorIndex);
    }

    private long Offset(long[] indices)
    {
        if (indices.Length != 1) return IndexedOffset(indices);
        if (indices[0] >= Count) throw new IndexOutOfRangeException();
        return Linear(indices[0]);
    }

    private long IndexedOffset(long[] indices)
    {
        long offset = 0;
        for (int i = _shape.Length - 1; i >= 0; i--)
        {
            if (indices[i] >= _shape[i] || indices[i] < 0) throw new IndexOutOfRangeException($"{indices[i]} >= {_shape[i]} in dimension {i}.");
            offset += indices[i] * _strides[i];
        }
        return offset;
    }

    private long Linear(long index)
    {
        if (index < 0 || index >= Count) throw new ArgumentOutOfRangeException(nameof(index), $"{index} in a collection of {Count} elements.");
        return _contiguous ? index : StridedOffset(index);
    }

    private long StridedOffset(long index)
    {
        long offset = 0;
        for (int i = _shape.Length - 1; i >= 0; i--)
        {
            index = Math.DivRem(index, _shape[i], out long position);
            offset += position * _strides[i];
        }
        return offset;
    }
}
