using System.Globalization;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// The growth of resident memory in one step of a loss, in a process of its own: `losses memory InfoNce 512` is that process.
/// </summary>
internal static class PeakMemory
{
    /// <summary>Measures in a fresh process.</summary>
    /// <param name="loss">The method of <see cref="LossesBenchmark"/>.</param>
    /// <param name="pairs">Pairs of the step.</param>
    /// <returns>Megabytes; null where there is no Linux to tell.</returns>
    public static double? InFreshProcess(string loss, int pairs)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var start = ThisProgram.Start("losses", "memory", loss, pairs.ToString(CultureInfo.InvariantCulture));
        start.RedirectStandardOutput = true;
        return double.Parse(ThisProgram.Run(start), CultureInfo.InvariantCulture);
    }

    /// <summary>Prints the growth, beyond what a process has that has done a step of 8 pairs.</summary>
    public static void Print(string loss, int pairs)
    {
        Step(loss, 8)();
        var step = Step(loss, pairs);
        var before = Resident("VmRSS:");
        File.WriteAllText("/proc/self/clear_refs", "5"); // resets the high-water mark
        step();
        Console.WriteLine(((Resident("VmHWM:") - before) / 1024.0).ToString(CultureInfo.InvariantCulture));
    }

    private static Action Step(string loss, int pairs)
    {
        var benchmark = new LossesBenchmark { N = pairs };
        benchmark.SetUp();
        return typeof(LossesBenchmark).GetMethod(loss)!.CreateDelegate<Action>(benchmark);
    }

    private static long Resident(string field)
    {
        var line = File.ReadLines("/proc/self/status").Single(text => text.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
