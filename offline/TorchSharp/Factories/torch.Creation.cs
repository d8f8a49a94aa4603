using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Fills in the defaults of a factory: type, layout, device, pinned memory; in the order of the operators' schemas.</summary>
    private static Tensor Create(string op, Argument[] leading, ScalarType? dtype, Device? device, bool requires_grad, string[]? names = null)
    {
        RequireNoNames(names);
        Argument[] all = [.. leading, dtype ?? get_default_dtype(), Argument.None, InitializeDevice(device)];
        return Finish(Operators.Call(op, all), requires_grad);
    }

    private static Tensor Finish(Tensor created, bool requires_grad)
    {
        if (requires_grad) created.requires_grad = true;
        return created;
    }

    private static void RequireNoNames(string[]? names)
    {
        if (names is { Length: > 0 }) throw new NotSupportedException("Named dimensions are not part of this subset of TorchSharp.");
    }

    private static unsafe Tensor FromSpan<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> shape, ScalarType? dtype, Device? device, bool requires_grad, string[]? names = null)
        where T : unmanaged
    {
        RequireNoNames(names);
        long count = 1;
        foreach (long size in shape) count *= size;
        if (count > data.Length) throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {data.Length}");
        var type = ScalarTypeOf(typeof(T));
        var created = Operators.Call("empty.memory_format", shape.ToArray(), type, Argument.None, CPU);
        data[..(int)count].CopyTo(new Span<T>((void*)created.DataPointer, (int)count));
        GC.KeepAlive(created);
        device = InitializeDevice(device);
        if ((dtype ?? type) != type || device.type != DeviceType.CPU) created = created.to(dtype ?? type, device, disposeAfter: true);
        return Finish(created, requires_grad);
    }

    private static Tensor FromArray<T>(Array array, ScalarType? dtype, Device? device, bool requires_grad, string[]? names = null) where T : unmanaged
    {
        Span<long> shape = stackalloc long[array.Rank];
        for (int i = 0; i < shape.Length; i++) shape[i] = array.GetLongLength(i);
        var data = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
        return FromSpan(data, shape, dtype, device, requires_grad, names);
    }

    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        ScalarTypeOf(rawArray.GetType().GetElementType()!) switch
        {
            ScalarType.Byte => FromArray<byte>(rawArray, dtype, device, requires_grad, names),
            ScalarType.Int8 => FromArray<sbyte>(rawArray, dtype, device, requires_grad, names),
            ScalarType.Int16 => FromArray<short>(rawArray, dtype, device, requires_grad, names),
            ScalarType.Int32 => FromArray<int>(rawArray, dtype, device, requires_grad, names),
            ScalarType.Int64 => FromArray<long>(rawArray, dtype, device, requires_grad, names),
            ScalarType.Float16 => FromArray<Half>(rawArray, dtype, device, requires_grad, names),
            ScalarType.Float32 => FromArray<float>(rawArray, dtype, device, requires_grad, names),
            ScalarType.Float64 => FromArray<double>(rawArray, dtype, device, requires_grad, names),
            ScalarType.Bool => FromArray<bool>(rawArray, dtype, device, requires_grad, names),
            var type => throw new NotSupportedException($"Creating a tensor from an array of {type} is not part of this subset of TorchSharp."),
        };

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) => data.to(dtype ?? data.dtype, device ?? data.device);

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        bool whole = is_integral(start.Type) && is_integral(stop.Type) && is_integral(step.Type);
        return Create("arange.start_step", [start, stop, step], dtype ?? (whole ? ScalarType.Int64 : get_default_dtype()), device, requires_grad);
    }

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create("linspace", [start, end, steps], dtype, device, requires_grad);

    public static Tensor logspace(double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create("logspace", [start, end, steps, @base], dtype, device, requires_grad);

    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create("eye.m", [rows, columns == -1 ? rows : columns], dtype, device, requires_grad, names);
}
