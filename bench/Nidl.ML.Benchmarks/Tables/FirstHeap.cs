using System.Runtime.InteropServices;

namespace Nidl.ML.Benchmarks;

/// <summary>Lets all threads take memory from the heap of the program's first thread.</summary>
internal static class FirstHeap
{
    // A parameter of mallopt, from glibc's malloc.h.
    private const int MostHeaps = -8;

    /// <summary>
    /// BenchmarkDotNet measures on a thread of its own. Of such a thread glibc keeps no block above 64 MB (docs/performance.md), so that
    /// large batches would be slower than in a program's own loop.
    /// </summary>
    public static void OfAllThreads()
    {
        if (OperatingSystem.IsLinux())
            _ = Set(MostHeaps, 1);
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int Set(int parameter, int value);
}
