using static TorchSharp.torch;

namespace Nidl.ML.Tests;

/// <summary>Counts live tensors.</summary>
internal static class TensorLeak
{
    /// <summary>Gets the number of live tensors when nothing waits for the garbage collector.</summary>
    public static long Live()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return Tensor.TotalCount;
    }
}
