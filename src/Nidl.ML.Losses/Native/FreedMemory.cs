using System.Runtime.InteropServices;

namespace Nidl.ML.Losses;

/// <summary>
/// Lets glibc keep the memory that libtorch frees. By its defaults glibc gives large blocks back to the system at once and asks for them
/// again at the next batch; the system then finds and clears every page anew, which took nearly half of a training's time where it was
/// measured (docs/performance.md).
/// </summary>
internal static class FreedMemory
{
    // Parameters of mallopt, from glibc's malloc.h.
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;

    // Before glibc 2.35 this was the largest block that may come from the heap.
    private const int OlderGlibcsLargest = 32 << 20;

    // The largest heap of another thread than the first: glibc then does not give such heaps back whole. Addresses alone; memory is taken
    // where it is written. Larger blocks of such a thread come from the system each time all the same.
    private const int ThreadHeap = 64 << 20;

    private static readonly string[] _settings = [
        "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_MMAP_MAX_"];

    /// <summary>Keeps freed memory for the next batch from now on, unless the user has set how glibc does it.</summary>
    public static void Keep()
    {
        if (!OperatingSystem.IsLinux() || IsSetByUser(Environment.GetEnvironmentVariable))
            return;
        try
        {
            if (Set(MmapThreshold, 1 << 30) == 0)
                _ = Set(MmapThreshold, OlderGlibcsLargest);
            _ = Set(TopPad, ThreadHeap);
            _ = Set(TrimThreshold, int.MaxValue);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc.
        }
    }

    /// <summary>Gives what is free back to the system, for the rest of the process to use.</summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
        }
    }

    /// <summary>Says whether the environment tells glibc when to give memory back.</summary>
    internal static bool IsSetByUser(Func<string, string?> variable) =>
        _settings.Any(name => variable(name) is not null)
            || variable("GLIBC_TUNABLES")?.Contains("glibc.malloc.", StringComparison.Ordinal) == true;

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int Set(int parameter, int value);

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int Trim(nuint kept);
}
