using System.Diagnostics;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Loops of .NET that follow an operation of libtorch, whose threads still wait on their cores: by the calling thread alone, by .NET's
/// pool, and by libtorch's threads, as we do; in turn, in one run. They draw one view of a batch of images. `loops [threads [rounds]]`.
/// </summary>
internal static class LoopsBenchmark
{
    private static readonly (int Rows, InputShape Shape)[] _batches = [(256, [1, 28, 28]), (128, [3, 32, 32]), (16, [3, 224, 224])];

    private static readonly AugmentationSequence _views = new(
        new RandomResizedCrop2d { Scale = (0.3, 1) }, new RandomHorizontalFlip2d(), new ColorJitter(), new GaussianNoise());

    private static int _draw;

    public static void Run(int threads, int rounds)
    {
        Libtorch.NumberOfThreads = threads;
        Console.WriteLine($"{threads} threads, {rounds} rounds.\n");
        Console.WriteLine("| rows | one thread, ms | pool, ms | libtorch's threads, ms | pool : libtorch's |\n|---|---:|---:|---:|---:|");
        foreach (var (rows, shape) in _batches)
            Print(rows, shape, rounds, new ParallelOptions { MaxDegreeOfParallelism = threads });
    }

    private static void Print(int rows, InputShape shape, int rounds, ParallelOptions pool)
    {
        using var scope = NewDisposeScope();
        var batch = rand(shape.WithBatch(rows));
        var (samples, view) = (batch.data<float>().ToArray(), new float[rows * shape.Size]);
        var times = Rounds.Measure(
            rounds,
            After(turn =>
            {
                for (var row = 0; row < rows; row++)
                    turn(row);
            }),
            After(turn => Parallel.For(0, rows, pool, turn)),
            After(turn => OpenMp.For(rows, turn)));
        double[] medians = [.. times.Select(time => Rounds.Quantile(time, 0.5))];
        Console.WriteLine(FormattableString.Invariant(
            $"| {rows} x {string.Join('x', shape)} | {medians[0]:F2} | {medians[1]:F2} | {medians[2]:F2} ")
            + FormattableString.Invariant($"| {Rounds.Ratio(times[1], times[2]):F2} |"));

        Func<double> After(Action<Action<int>> loop) => () =>
        {
            using var ofRound = NewDisposeScope();
            using var random = new RandomSource(CPU, 1, _draw++);
            var change = _views.DrawChange(batch, random);
            batch.mul(2);
            var start = Stopwatch.GetTimestamp();
            loop(row => change(row, samples.AsSpan(row * shape.Size, shape.Size), view.AsSpan(row * shape.Size, shape.Size)));
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        };
    }
}
