using System.Runtime.InteropServices;
using TorchSharp;

namespace Nidl.ML.Losses;

/// <summary>
/// The library with whose threads libtorch divides its loops on a CPU. It keeps their number for each calling thread by itself.
/// </summary>
internal static unsafe class OpenMp
{
    private const string FileOnWindows = "libiomp5md.dll";

    private static readonly Lazy<nint> _setNumberOfThreads = new(() => Find("omp_set_num_threads"));

    // The entry that GCC's code calls for a parallel region. It was tried on Linux alone.
    private static readonly Lazy<nint> _parallel = new(() => OperatingSystem.IsLinux() ? Find("GOMP_parallel") : 0);

    /// <summary>Sets the number of threads for what the calling thread computes; nothing happens where the library is not found.</summary>
    public static void SetNumberOfThreads(int number)
    {
        if (_setNumberOfThreads.Value is var function && function != 0)
            ((delegate* unmanaged<int, void>)function)(number);
    }

    /// <summary>
    /// Does the turns of a loop, 0 to <paramref name="count"/> - 1 in any order, on as many threads as libtorch has for the calling thread.
    /// </summary>
    /// <remarks>
    /// They are libtorch's own where that is possible. Between two of its loops they wait for milliseconds without leaving their cores, so
    /// that other threads, those of .NET's pool, would share these with them: where it was measured, a loop on two threads after an
    /// operation of libtorch was as slow as on one (docs/performance.md).
    /// </remarks>
    /// <param name="count">The number of turns.</param>
    /// <param name="turn">What a turn does. It calls nothing of Torch, which may fail on such threads.</param>
    /// <exception cref="Exception">What a turn threw first; turns not begun by then are left out.</exception>
    public static void For(int count, Action<int> turn)
    {
        var threads = Math.Clamp(count, 1, torch.get_num_threads());
        var loop = new SharedLoop(count, threads, turn);
        if (threads == 1)
            loop.TakeTurns();
        else if (_parallel.Value is var parallel && parallel != 0)
            RunOnItsThreads(parallel, loop, threads);
        else
            Parallel.For(0, threads, new() { MaxDegreeOfParallelism = threads }, _ => loop.TakeTurns());
        loop.ThrowFailure();
    }

    private static void RunOnItsThreads(nint parallel, SharedLoop loop, int threads)
    {
        using var handle = new GCHandle<SharedLoop>(loop);
        ((delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void>)parallel)(
            &TakeTurns, GCHandle<SharedLoop>.ToIntPtr(handle), (uint)threads, 0);
    }

    [UnmanagedCallersOnly]
    private static void TakeTurns(nint loop) => GCHandle<SharedLoop>.FromIntPtr(loop).Target.TakeTurns();

    // But on Windows, what libtorch depends on is searched with it.
    private static nint Find(string function) =>
        NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? FileOnWindows : LibtorchPackage.FileOfAll, out var library)
        && NativeLibrary.TryGetExport(library, function, out var address)
            ? address
            : 0;
}
