using System.Diagnostics;
using System.Globalization;
using BrainAge;
using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Volumes a second of a training whose packed NIfTI files are read in each epoch, against one whose volumes are in memory, in turn, and
/// the peak of resident memory of the first. Batches of 4, encoded 2 at once. `cohort [volumes [side]]`.
/// </summary>
internal static class CohortBenchmark
{
    private const int BatchSize = 4;
    private const int AtOnce = 2;
    private const int InMemory = 24;
    private const int Rounds = 2;
    private const long Budget = 1 << 29;

    public static void Run(int volumes, int side)
    {
        var folder = Directory.CreateTempSubdirectory("cohort-").FullName;
        try
        {
            Measure([.. ParallelEnumerable.Range(0, volumes).AsOrdered().Select(number => Write(folder, number, side))], side);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(CohortScan[] scans, int side)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{scans.Length} packed files of {side}^3, 16 bits, {scans.Sum(scan => new FileInfo(scan.Path).Length) / 1e6:F0} MB; "
            + $"{get_num_threads()} threads, {Environment.ProcessorCount} processors."));
        // Of the files' making nothing is left.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        for (var round = 1; round <= Rounds; round++)
        {
            // The first epoch also fills the pool.
            var streamed = Train(scans, epochs: 2, Budget)[1];
            var peak = Process.GetCurrentProcess().PeakWorkingSet64;
            var inMemory = Train(scans[..Math.Min(InMemory, scans.Length)], epochs: 4, budget: long.MaxValue)[1..].Average();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round}: {streamed:F2} volumes a second from files, {inMemory:F2} from memory "
                + $"({Math.Min(InMemory, scans.Length)} volumes): {streamed / inMemory:P0}; peak memory so far {peak / 1e6:F0} MB."));
        }
    }

    private static double[] Train(CohortScan[] scans, int epochs, long budget)
    {
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(scans);
        var options = new SimClrOptions
        {
            Encoder = SmallConvNet3d.Encoder, Augmentations = [new GaussianNoise()], NumberOfEpochs = epochs, BatchSize = BatchSize,
            MicroBatchSize = AtOnce, WarmupEpochs = 0,
            MemoryBudgetBytes = budget, Seed = 1, Device = "cpu",
        };
        var volumes = ml.SelfSupervised.LoadVolumes("Volume", "Path", options: new VolumeOptions { CacheBytes = 0 }).Fit(view)
            .Transform(view);
        using var transformer = ml.SelfSupervised.SimClr("Embedding", "Volume", options).Fit(volumes);
        return [.. transformer.History.Epochs.Select(epoch => epoch.RowsPerSecond)];
    }

    // A head of noise before air that is 0, as scans are.
    private static CohortScan Write(string folder, int number, int side)
    {
        var random = new Random(number);
        var middle = (side - 1) / 2f;
        float[] voxels = [.. Enumerable.Range(0, side * side * side).Select(i => IsInside(i) ? random.Next(1, 4096) / 8192f : 0f)];
        var path = Path.Combine(folder, $"{number}.nii.gz");
        ScanFile.Write(path, voxels, side);
        return new CohortScan { Path = path };

        bool IsInside(int i) => Square(i % side) + Square(i / side % side) + Square(i / side / side) < side * side / 4f;

        float Square(int place) => (place - middle) * (place - middle);
    }
}
