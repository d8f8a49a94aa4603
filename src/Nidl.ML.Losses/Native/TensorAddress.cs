using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Where a tensor's values lie, on any device. TorchSharp shows those on the CPU alone.</summary>
internal static class TensorAddress
{
    /// <summary>Gets the address of a tensor's first value. It holds as long as the tensor.</summary>
    public static nint Of(Tensor tensor) =>
        StorageOf(tensor.Handle) + checked((nint)(OffsetOf(tensor.Handle) * tensor.ElementSize));

    [DllImport("LibTorchSharp", EntryPoint = "THSStorage_data_ptr")]
    private static extern nint StorageOf(nint tensor);

    [DllImport("LibTorchSharp", EntryPoint = "THSTensor_storage_offset")]
    private static extern long OffsetOf(nint tensor);
}
