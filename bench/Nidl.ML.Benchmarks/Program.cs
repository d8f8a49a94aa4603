using Nidl.ML.Losses;

namespace Nidl.ML.Benchmarks;

/// <summary>`dotnet run -c Release --project bench/Nidl.ML.Benchmarks -- losses` and the like.</summary>
internal static class Program
{
    private static readonly Dictionary<string, Action<string[]>> Benchmarks = new()
    {
        ["losses"] = LossesBenchmark.Run,
        ["views"] = ViewsBenchmark.Run,
        ["step"] = StepBenchmark.Run,
        ["streaming"] = StreamingBenchmark.Run,
        ["fits"] = FitsBenchmark.Run,
    };

    private static int Main(string[] arguments)
    {
        if (arguments.Length > 0 && Benchmarks.TryGetValue(arguments[0], out var run))
        {
            // Some use torch first.
            Libtorch.Load();
            run(arguments[1..]);
            return Environment.ExitCode;
        }

        Console.Error.WriteLine($"Name a benchmark: {string.Join(", ", Benchmarks.Keys)}.");
        return 1;
    }
}
