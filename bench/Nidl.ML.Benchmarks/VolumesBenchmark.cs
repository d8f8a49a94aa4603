using System.Diagnostics;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Views of a batch of 16 volumes: drawn batched, drawn by a loop over the samples that applies the same operations to each, and the
/// reference's way, one sample at a time with SciPy in a Python process of its own (`volumes.py`). The three in turn, in one run: the
/// fastest round of each, and the median of the rounds' ratios. `volumes [threads [largest side]]`; Python with SciPy is found as
/// `/usr/bin/python3`, or by the variable PYTHON.
/// </summary>
internal static class VolumesBenchmark
{
    private const int BatchSize = 16;
    private const int Rounds = 5;

    private static readonly int[] s_sides = [64, 128];

    private static readonly (string Name, Func<Tensor, RandomSource, Tensor> Apply)[] s_operations =
    [
        Of(new GaussianBlur3d()),
        Of(new GaussianNoise { StandardDeviation = (0.1, 1) }),
        Of(new RandomFlip3d()),
        Of(new RandomAffine3d()),
        Of(new RandomCrop3d()),
        Of(new RandomCutout3d()),
        Of(new RandomGamma()),
        Of(new ElasticDeformation3d()),
        Of(new BiasField3d()),
        Of(new Ghosting3d()),
        (nameof(RobustRescaling), (volumes, _) => new RobustRescaling().Apply(volumes)),
        Of(new AugmentationSequence(AugmentationPresets.YAwareAllVolume()), "YAwareAllVolume()"),
    ];

    public static void Run(int threads, int largest)
    {
        set_num_threads(threads);
        Console.WriteLine($"One view of {BatchSize} volumes, {get_num_threads()} threads, torch {__version__}, milliseconds.");
        Console.WriteLine();
        Console.WriteLine("| volumes | operation | batched | loop | SciPy | x loop | x SciPy |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|");
        foreach (var side in s_sides.Where(side => side <= largest))
            Measure(side);
    }

    private static (string Name, Func<Tensor, RandomSource, Tensor> Apply) Of(Augmentation augmentation, string? name = null) =>
        (name ?? augmentation.GetType().Name, augmentation.Apply);

    private static void Measure(int side)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var scipy = new SciPyProcess(side, BatchSize);
        var batch = rand([BatchSize, 1, side, side, side]);
        foreach (var (name, apply) in s_operations)
        {
            Batched(apply, batch, 0);
            Loop(apply, batch, 0);
            scipy.Measure(name);
            var (batched, loop, reference) = (new double[Rounds], new double[Rounds], new double[Rounds]);
            for (var round = 0; round < Rounds; round++)
            {
                batched[round] = Time(() => Batched(apply, batch, round));
                loop[round] = Time(() => Loop(apply, batch, round));
                reference[round] = scipy.Measure(name);
            }
            var (byLoop, byScipy) =
                (Median(loop.Zip(batched, (slow, fast) => slow / fast)), Median(reference.Zip(batched, (slow, fast) => slow / fast)));
            Console.WriteLine(FormattableString.Invariant(
                $"| {side}^3 | {name} | {batched.Min():F1} | {loop.Min():F1} | {reference.Min():F1} | {byLoop:F1} | {byScipy:F1} |"));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Batched(Func<Tensor, RandomSource, Tensor> apply, Tensor batch, int round)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomSource(CPU, 1, round);
        apply(batch, random);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Loop(Func<Tensor, RandomSource, Tensor> apply, Tensor batch, int round)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomSource(CPU, 1, round);
        var views = new Tensor[BatchSize];
        for (var i = 0; i < BatchSize; i++)
            views[i] = apply(batch.narrow(0, i, 1), random);
        cat(views, 0);
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
