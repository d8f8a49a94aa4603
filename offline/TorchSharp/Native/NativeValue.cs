using System.Runtime.InteropServices;

namespace TorchSharp;

internal enum NativeTag : long
{
    None, Tensor, Int, Double, Bool, IntList, DoubleList, TensorList, String, Device, Generator, Default,
}

/// <summary>One argument or result as the shim sees it; the same layout as its <c>Value</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    internal NativeTag Tag;
    internal long Bits;
    internal long Length;
}
