using System.Runtime.InteropServices;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A tensor's values where a transport reads and writes them, in windows whose length is an int: in place on the CPU, in pinned memory of
/// the host for a CUDA tensor, or on the device itself if the transport takes that.
/// </summary>
internal sealed class TensorMemory : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _tensor;
    private readonly Tensor _values;
    private readonly bool _isOnDevice;

    /// <param name="tensor">The tensor.</param>
    /// <param name="takesCuda">Whether the transport takes addresses on a device.</param>
    public TensorMemory(Tensor tensor, bool takesCuda)
    {
        using var noGradient = no_grad();
        _tensor = tensor.detach();
        _isOnDevice = takesCuda && tensor.device_type == DeviceType.CUDA;
        if (_isOnDevice)
            cuda.synchronize(tensor.device); // who sends does not wait for what the device still computes
        _values = (tensor.device_type == DeviceType.CUDA && !_isOnDevice ? ToPinned(_tensor) : _tensor.contiguous()).view(-1);
    }

    /// <summary>Gets some of the values, as bytes.</summary>
    public Span<byte> Bytes(long start, long count)
    {
        if (count == 0)
            return [];
        using var window = _values.narrow(0, start, count);
        return _isOnDevice ? OnDevice(window) : window.bytes;
    }

    /// <summary>Gets some of the values.</summary>
    public Span<T> Values<T>(long start, long count) where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes(start, count));

    /// <summary>Writes values to a place.</summary>
    public void Write(long start, Tensor values)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        _values.narrow(0, start, values.numel()).copy_(values.detach().reshape(-1));
    }

    /// <summary>Brings what was received into the tensor, unless it was received there.</summary>
    public bool CopyBack()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        if (_isOnDevice || _tensor.device_type == DeviceType.CUDA || !_tensor.is_contiguous())
            _tensor.copy_(_values.view(_tensor.shape));
        return true;
    }

    public void Dispose() => _scope.Dispose();

    private static Tensor ToPinned(Tensor values) => empty(values.shape, values.dtype, torch.CPU).pin_memory().copy_(values);

    // The address alone: nothing here reads what is there.
    private static unsafe Span<byte> OnDevice(Tensor values) =>
        new((void*)TensorAddress.Of(values), checked((int)(values.numel() * values.ElementSize)));
}
