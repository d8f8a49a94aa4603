using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests;

/// <summary>
/// The device that tests about devices run on: CUDA where there is one, else the CPU. They have the category <see cref="Category"/>, so
/// that
/// <c>tools/GpuCheck</c> runs them alone.
/// </summary>
internal static class TestDevice
{
    public const string Category = "Device";

    /// <summary>Gets the device as the options name it.</summary>
    public static string Name => cuda.is_available() ? "cuda" : "cpu";

    /// <summary>Gets the device as a fitted model's history names it.</summary>
    public static string FullName => cuda.is_available() ? "cuda:0" : "cpu";

    public static Device Device => cuda.is_available() ? InitializeDevice(device(DeviceType.CUDA, 0)) : CPU;
}
