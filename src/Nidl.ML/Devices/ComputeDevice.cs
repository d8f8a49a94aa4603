using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Chooses the device that a network runs on.</summary>
internal static class ComputeDevice
{
    /// <summary>Resolves a <see cref="TrainingOptions.Device"/>.</summary>
    /// <param name="requested">"cpu", "cuda", "cuda:N", or null for the context's choice, else CUDA if there is one.</param>
    /// <param name="context">
    /// The context whose GpuDeviceId and FallbackToCpu hold where nothing is requested; null if there is none.
    /// </param>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    /// <exception cref="InvalidOperationException">The device is not there.</exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded.</exception>
    public static Device Resolve(string? requested, MLContext? context) =>
        Resolve(requested, context?.GpuDeviceId, context?.FallbackToCpu ?? false);

    /// <summary>
    /// Gets the device for what is loaded: the choice of the context that an environment belongs to, else CUDA if there is one.
    /// </summary>
    /// <exception cref="InvalidOperationException">The device is not there.</exception>
    public static Device Of(IHostEnvironment environment)
    {
        var (gpuDeviceId, fallbackToCpu) = MLNetInternals.GpuSettings(environment);
        return Resolve(null, gpuDeviceId, fallbackToCpu);
    }

    private static Device Resolve(string? requested, int? gpuDeviceId, bool fallbackToCpu)
    {
        Libtorch.Load();
        if (requested is null && gpuDeviceId is { } id)
            return IsThere(id) || !fallbackToCpu ? Cuda(id, FormattableString.Invariant($"GpuDeviceId {id} of the MLContext")) : torch.CPU;
        return requested switch
        {
            null => torch.cuda.is_available() ? Cuda(0, "cuda") : torch.CPU,
            "cpu" => torch.CPU,
            "cuda" => Cuda(0, "Device 'cuda'"),
            _ when requested.StartsWith("cuda:", StringComparison.Ordinal)
                && int.TryParse(requested.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index) =>
                Cuda(index, $"Device '{requested}'"),
            _ => throw new ArgumentException($"Device must be 'cpu', 'cuda' or 'cuda:N', but '{requested}' was given.", "Device"),
        };
    }

    private static bool IsThere(int index) => index >= 0 && torch.cuda.is_available() && index < torch.cuda.device_count();

    private static Device Cuda(int index, string what)
    {
        if (!IsThere(index))
        {
            var found = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
            throw new InvalidOperationException(FormattableString.Invariant(
                $"{what} needs CUDA device {index}, but libtorch finds {found} CUDA devices; {LibtorchPackage.CudaAdvice}"));
        }
        return torch.InitializeDevice(torch.device(DeviceType.CUDA, index));
    }
}
