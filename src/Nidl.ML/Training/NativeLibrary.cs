using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Probes, at first use, for the native libtorch that the application chooses: without it TorchSharp fails late and darkly.</summary>
internal static class NativeLibrary
{
    private const string LibtorchVersion = "2.2.1.1";

    private static readonly Lazy<Exception?> Failure = new(Probe);

    /// <summary>Gets what to add for CUDA.</summary>
    public static string CudaAdvice => $"for CUDA, add the package to the application: dotnet add package {CudaPackage} --version {LibtorchVersion}";

    private static string CudaPackage => $"libtorch-cuda-12.1-{(OperatingSystem.IsWindows() ? "win" : "linux")}-x64";

    private static string CpuPackage =>
        OperatingSystem.IsWindows() ? "libtorch-cpu-win-x64"
        : OperatingSystem.IsMacOS() ? $"libtorch-cpu-osx-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64")}"
        : "libtorch-cpu-linux-x64";

    /// <summary>Throws, if libtorch cannot be loaded, an exception that names the package to add.</summary>
    /// <exception cref="DllNotFoundException">libtorch is missing.</exception>
    public static void Check()
    {
        if (Failure.Value is { } cause)
            throw new DllNotFoundException(
                $"Nidl.ML needs the native library libtorch {LibtorchVersion}, which the application chooses, but it could not be loaded; add it to the application: dotnet add package {CpuPackage} --version {LibtorchVersion} ({CudaAdvice}).",
                cause);
    }

    private static Exception? Probe()
    {
        try
        {
            using var probe = torch.zeros(1, ScalarType.Float32, torch.CPU);
            return null;
        }
        catch (Exception failure) when (failure is DllNotFoundException or TypeInitializationException or BadImageFormatException
            or EntryPointNotFoundException or NotSupportedException or FileNotFoundException)
        {
            return failure;
        }
    }
}
