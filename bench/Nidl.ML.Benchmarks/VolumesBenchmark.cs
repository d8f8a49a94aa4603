using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Views of a batch of 16 volumes: drawn batched, drawn by a loop over the samples that applies the same operations to each, and the
/// reference's way, one sample at a time with SciPy in a Python process of its own (`volumes.py`). The three in turn, each twice, of which
/// the second counts, in one run: the fastest round of each, and the median of the rounds' ratios. Python with SciPy is found as
/// `/usr/bin/python3`, or by the variable PYTHON.
/// </summary>
internal static class VolumesBenchmark
{
    private const int BatchSize = 16;
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

    /// <param name="threads">Torch's; SciPy has one.</param>
    /// <param name="side">Voxels a side.</param>
    /// <param name="rounds">Measurements of each way.</param>
    /// <param name="names">The operations, as the table calls them; none for all.</param>
    public static void Run(int threads, int side, int rounds, string[] names)
    {
        if (names.Except(s_operations.Select(operation => operation.Name)).FirstOrDefault() is { } unknown)
            throw new ArgumentException($"The operations are {string.Join(", ", s_operations.Select(operation => operation.Name))}, "
                + $"but '{unknown}' was given.", nameof(names));
        set_num_threads(threads);
        Console.WriteLine(
            $"One view of {BatchSize} volumes of {side}^3, {get_num_threads()} threads, torch {__version__}, {rounds} rounds, "
            + "milliseconds.\n");
        Console.WriteLine("| operation | batched | loop | SciPy | x loop | x SciPy |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        using var scipy = new SciPyProcess(side, BatchSize);
        var batch = rand([BatchSize, 1, side, side, side]);
        foreach (var (name, apply) in s_operations.Where(operation => names.Length == 0 || names.Contains(operation.Name)))
        {
            var runs = 0;
            var times = Rounds.Measure(
                rounds,
                Latter(Rounds.Timed(() => Batched(apply, batch, runs / 2))),
                Latter(Rounds.Timed(() => Loop(apply, batch, runs++ / 2))),
                Latter(() => scipy.Measure(name)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| `{name}` | {times[0].Min():F1} | {times[1].Min():F1} | {times[2].Min():F1} "
                + $"| {Rounds.Ratio(times[1], times[0]):F1} | {Rounds.Ratio(times[2], times[0]):F1} |"));
        }
    }

    private static (string Name, Func<Tensor, RandomSource, Tensor> Apply) Of(Augmentation augmentation, string? name = null) =>
        (name ?? augmentation.GetType().Name, augmentation.Apply);

    // While others have their turn, threads fall asleep and pages go: of two runs the second counts.
    private static Func<double> Latter(Func<double> way) => () =>
    {
        way();
        return way();
    };

    private static void Batched(Func<Tensor, RandomSource, Tensor> apply, Tensor batch, int draw)
    {
        using var random = new RandomSource(CPU, 1, draw);
        apply(batch, random);
    }

    private static void Loop(Func<Tensor, RandomSource, Tensor> apply, Tensor batch, int draw)
    {
        using var random = new RandomSource(CPU, 1, draw);
        cat([.. Enumerable.Range(0, BatchSize).Select(i => apply(batch.narrow(0, i, 1), random))], 0);
    }
}
