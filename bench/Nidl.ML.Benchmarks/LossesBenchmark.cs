using System.Diagnostics;
using System.Globalization;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary> Times forward and backward of each loss, in interleaved rounds so that a disturbance of the machine meets all of them alike,
/// and measures the memory of one step in a fresh process each. `losses [largest batch]`; `losses memory name batch` is that process.
/// </summary>
internal static class LossesBenchmark
{
    private const string Baseline = "matrix product";
    private const int Threads = 2;

    private static readonly LossCase[] Cases =
    [
        new(Baseline, 128, _ => static (z1, z2) => { var z = cat([z1, z2]); return z.mm(z.t()).sum(); }, []),
        new("InfoNCE", 128, _ => new InfoNceLoss().call, new() { [256] = 1400, [512] = 6300, [1024] = 36000 }),
        new("DCL", 128, _ => new DclLoss().call, []),
        new("DCLW", 128, _ => new DclwLoss().call, []),
        new("y-Aware", 128, YAware, new() { [256] = 40, [512] = 68 }),
        new("Barlow Twins", 2048, _ => new BarlowTwinsLoss().call, new() { [512] = 410 }),
    ];

    /// <summary>Prints the peak growth of resident memory in one step of a loss.</summary>
    public static void PrintMemory(string name, int pairs)
    {
        set_num_threads(Threads);
        Console.WriteLine(PeakGrowth(Cases.Single(it => it.Name == name), pairs));
    }

    public static void Run(int largest)
    {
        set_num_threads(Threads);
        Console.WriteLine($"torch {__version__}, {Threads} threads, {Environment.ProcessorCount} processors, float32, forward + backward;");
        Console.WriteLine("D = 128, Barlow Twins 2048. Median of interleaved rounds; peak growth of resident memory in one step;");
        Console.WriteLine("reference: nidl on PyTorch 1.13, 2 threads.");
        Console.WriteLine();
        Console.WriteLine("| N | loss | ms | fastest ms | x matrix product | peak MB | reference ms | faster by |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|---:|");
        for (var batch = 256; batch <= largest; batch *= 2) Print(batch);
    }

    private static void Print(int batch)
    {
        var times = Times(batch);
        foreach (var (it, milliseconds) in Cases.Zip(times))
        {
            var median = Median(milliseconds);
            var reference = it.ReferenceMilliseconds.TryGetValue(batch, out var known) ? known : (double?)null;
            var (ratio, megabytes) = (median / Median(times[0]), MemoryInFreshProcess(it.Name, batch));
            var measured = string.Create(
                CultureInfo.InvariantCulture, $"{median:F1} | {milliseconds.Min():F1} | {ratio:F2} | {megabytes:F0}");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {batch} | {it.Name} | {measured} | {reference:F0} | {reference / median:F0} |"));
        }
    }

    private static double[][] Times(int batch)
    {
        var rounds = batch <= 512 ? 25 : batch <= 1024 ? 11 : 3;
        var steps = Cases.Select(it => Step(it, batch)).ToArray();
        foreach (var step in steps) step();
        var times = steps.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var k = 0; k < steps.Length; k++)
            {
                var start = Stopwatch.GetTimestamp();
                steps[k]();
                times[k][round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        return times;
    }

    private static Action Step(LossCase it, int batch)
    {
        manual_seed(1);
        var loss = it.Create(batch);
        var (z1, z2) = (randn(batch, it.Features).requires_grad_(), randn(batch, it.Features).requires_grad_());
        return () =>
        {
            using var scope = NewDisposeScope();
            loss(z1, z2).backward();
            z1.grad!.zero_();
            z2.grad!.zero_();
        };
    }

    private static Func<Tensor, Tensor, Tensor> YAware(int batch)
    {
        var labels = randn(batch, 1);
        var loss = new YAwareInfoNceLoss();
        return (z1, z2) => loss.call(z1, z2, labels);
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Peak resident memory of one step beyond that of a process that has done a step of 8 pairs, in MB.</summary>
    private static double PeakGrowth(LossCase it, int batch)
    {
        Step(it, 8)();
        var step = Step(it, batch);
        var before = Resident("VmRSS:");
        File.WriteAllText("/proc/self/clear_refs", "5"); // resets the high-water mark
        step();
        return (Resident("VmHWM:") - before) / 1024.0;
    }

    private static long Resident(string field)
    {
        var line = File.ReadLines("/proc/self/status").Single(text => text.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private static double? MemoryInFreshProcess(string name, int batch)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(LossesBenchmark).Assembly.Location);
        foreach (var argument in new[] { "losses", "memory", name, batch.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? double.Parse(output, CultureInfo.CurrentCulture)
            : throw new InvalidOperationException($"The memory measurement of {name} at {batch} pairs ended with code {process.ExitCode}.");
    }

    private sealed record LossCase(
        string Name, int Features, Func<int, Func<Tensor, Tensor, Tensor>> Create, Dictionary<int, double> ReferenceMilliseconds);
}
