using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Images a second of a training whose JPEG files of 640x480 are decoded in each epoch, against one whose images of 224x224 are in memory,
/// in turn, by the default encoder and views, in batches of 8, encoded 4 at once; and the peak of resident memory of the first.
/// `images-training [files]`.
/// </summary>
internal static class ImageTrainingBenchmark
{
    private const int Side = 224;
    private const int BatchSize = 8;
    private const int AtOnce = 4;
    private const int Rounds = 3;
    private const long Budget = 16L << 20;

    public static void Run(int files)
    {
        var folder = Directory.CreateTempSubdirectory("nidl-images-").FullName;
        try
        {
            Measure(JpegFiles.Write(folder, files));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(PathRow[] files)
    {
        Console.WriteLine($"{files.Length} JPEG files of 640x480 to {Side}x{Side}, batches of {BatchSize}, {AtOnce} at once; "
            + $"{get_num_threads()} threads, {Environment.ProcessorCount} processors.");
        long? peak = null;
        var times = Benchmarks.Rounds.Measure(Rounds, Streamed, () => Train(files, long.MaxValue));
        foreach (var (streamed, inMemory) in times[0].Zip(times[1]))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{streamed:F2} images a second from files, {inMemory:F2} from memory: {streamed / inMemory:P0}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"median {Benchmarks.Rounds.Ratio(times[0], times[1]):P0}; peak memory of the first training, from files, "
            + $"{peak / 1e6:F0} MB."));

        double Streamed()
        {
            var speed = Train(files, Budget);
            peak ??= Process.GetCurrentProcess().PeakWorkingSet64;
            return speed;
        }
    }

    private static double Train(PathRow[] files, long budget)
    {
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(files);
        var options = new SimClrOptions
        {
            NumberOfEpochs = 2, BatchSize = BatchSize, MicroBatchSize = AtOnce, WarmupEpochs = 0,
            MemoryBudgetBytes = budget, Seed = 1, Device = "cpu",
        };
        var images = ml.SelfSupervised.LoadImages("Image", "Path", new ImageLoadingOptions { Shape = [3, Side, Side], CacheBytes = 0 })
            .Fit(view).Transform(view);
        using var transformer = ml.SelfSupervised.SimClr("Embedding", "Image", options).Fit(images);
        // The first epoch also fills the pool.
        return transformer.History.Epochs[1].RowsPerSecond;
    }
}
