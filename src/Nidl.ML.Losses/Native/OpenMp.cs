using System.Runtime.InteropServices;

namespace Nidl.ML.Losses;

/// <summary>
/// The library with whose threads libtorch divides its loops on a CPU. It keeps their number for each calling thread by itself.
/// </summary>
internal static unsafe class OpenMp
{
    private const string FileOnWindows = "libiomp5md.dll";

    private static readonly Lazy<nint> _setNumberOfThreads = new(() => Find("omp_set_num_threads"));

    /// <summary>Sets the number of threads for what the calling thread computes; nothing happens where the library is not found.</summary>
    public static void SetNumberOfThreads(int number)
    {
        if (_setNumberOfThreads.Value is var function && function != 0)
            ((delegate* unmanaged<int, void>)function)(number);
    }

    // But on Windows, what libtorch depends on is searched with it.
    private static nint Find(string function) =>
        NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? FileOnWindows : LibtorchPackage.FileOfAll, out var library)
        && NativeLibrary.TryGetExport(library, function, out var address)
            ? address
            : 0;
}
