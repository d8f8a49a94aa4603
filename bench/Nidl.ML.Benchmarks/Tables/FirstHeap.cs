namespace Nidl.ML.Benchmarks;

/// <summary>
/// The heap of the program's first thread. BenchmarkDotNet measures on threads of its own, of which glibc keeps no block above 64 MB
/// (docs/performance.md), so that large batches would be slower than in a program's own loop.
/// </summary>
internal static class FirstHeap
{
    // glibc reads it when a program starts: later, threads that are there have heaps already.
    private const string MostHeaps = "MALLOC_ARENA_MAX";

    /// <summary>Gets whether all threads take memory from that heap.</summary>
    public static bool IsOfAllThreads => !OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(MostHeaps) == "1";

    /// <summary>Runs this program again, with the same arguments, so that they do.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static void RunAgain()
    {
        var start = ThisProgram.Start(Environment.GetCommandLineArgs()[1..]);
        start.Environment[MostHeaps] = "1";
        ThisProgram.Run(start);
    }
}
