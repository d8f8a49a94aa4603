using Microsoft.ML;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// The time of a single row while other work keeps the processor busy: by all threads, as libtorch takes them, and by the calling thread
/// alone, as we do; in turn, in one run. `engine [busy threads [rounds]]`.
/// </summary>
internal static class EngineBenchmark
{
    public static void Run(int busy, int rounds)
    {
        var measured = MeasuredNetwork.All[0];
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var transformer = measured.CreateTransformer(new MLContext(1));
        using var module = measured.Encoder.CreateModule(measured.Shape);
        module.eval();
        var row = measured.CreateRow(1).Values;
        var embedding = new float[transformer.EmbeddingDimension];
        using var stop = new CancellationTokenSource();
        var others = Enumerable.Range(0, busy).Select(_ => Busy(stop.Token)).ToArray();
        var times = Rounds.Time(
            rounds,
            () => module.call(tensor(row, measured.Shape.WithBatch(1))).data<float>().CopyTo(embedding),
            () => transformer.FrozenNetwork.Encode(row, embedding));
        stop.Cancel();
        foreach (var other in others)
            other.Join();
        Console.WriteLine($"One row of {measured.Name}, {busy} busy threads beside it, {rounds} rounds.\n");
        Console.WriteLine("| way | median, ms | 90 %, ms |\n|---|---:|---:|");
        Print($"modules, {Libtorch.NumberOfThreads} threads", times[0]);
        Print("ours, one thread", times[1]);
    }

    private static Thread Busy(CancellationToken stop)
    {
        var thread = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
                Thread.SpinWait(1000);
        });
        thread.Start();
        return thread;
    }

    private static void Print(string way, double[] times) => Console.WriteLine(FormattableString.Invariant(
        $"| {way} | {Rounds.Quantile(times, 0.5):F2} | {Rounds.Quantile(times, 0.9):F2} |"));
}
