using System.Reflection;
using System.Runtime.InteropServices;

namespace Nidl.ML.Losses;

/// <summary>The packages of TorchSharp's native library, one of which the application chooses.</summary>
internal static class LibtorchPackage
{
    /// <summary>Gets the version of TorchSharp that we were built with.</summary>
    public static string TorchSharpVersion => BuiltWith("TorchSharpVersion");

    /// <summary>Gets the only version of libtorch that this TorchSharp takes.</summary>
    public static string Version => BuiltWith("LibtorchVersion");

    /// <summary>Gets whether the application has one of the packages, the CPU's or CUDA's.</summary>
    public static bool IsThere => NativeDirectories.Find(FileOfAll) is not null;

    /// <summary>Gets the name of a file that each of this system's packages has.</summary>
    public static string FileOfAll =>
        OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";

    /// <summary>Gets what to type to add the package of this system's CPUs; null if there is none.</summary>
    public static string? AddCpu => System is null ? null : Add($"libtorch-cpu-{System}");

    /// <summary>Gets what to type to add the package of CUDA; null if there is none for this system.</summary>
    public static string? AddCuda =>
        System is "linux-x64" or "win-x64" ? Add($"libtorch-cuda-{BuiltWith("LibtorchCudaVersion")}-{System}") : null;

    /// <summary>Gets how to get CUDA, as the end of a sentence.</summary>
    public static string CudaAdvice => AddCuda is null
        ? "CUDA is for Linux and Windows on x64"
        : $"for CUDA, add the package to the application: {AddCuda}";

    private static string? System => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 when OperatingSystem.IsLinux() && !IsMusl => "linux-x64",
        Architecture.X64 when OperatingSystem.IsWindows() => "win-x64",
        Architecture.Arm64 when OperatingSystem.IsWindows() => "win-arm64",
        Architecture.Arm64 when OperatingSystem.IsMacOS() => "osx-arm64",
        _ => null,
    };

    private static bool IsMusl => RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);

    private static string Add(string package) => $"dotnet add package {package} --version {Version}";

    private static string BuiltWith(string key) =>
        typeof(LibtorchPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
