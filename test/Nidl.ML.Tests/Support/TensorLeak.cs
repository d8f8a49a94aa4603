using TorchSharp;

namespace Nidl.ML.Tests;

/// <summary>Counts live tensors.</summary>
internal static class TensorLeak
{
    /// <summary>Gets the number of live tensors when nothing waits for the garbage collector.</summary>
    /// <remarks>
    /// Not <c>Tensor.TotalCount</c>: in TorchSharp 0.107.0 that grows by one with every <c>Parameter</c>, though it is disposed.
    /// </remarks>
    public static long Live()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount;
    }
}
