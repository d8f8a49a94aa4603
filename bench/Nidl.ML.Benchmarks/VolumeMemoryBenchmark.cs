using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Time and peak resident memory, of the whole process, of one SimCLR step over 64 volumes with a ResNet3d-18 that sees few of them at
/// once. `volume-memory [side [volumes at once [precision]]]`.
/// </summary>
internal static class VolumeMemoryBenchmark
{
    private const int BatchSize = 64;

    public static void Run(int side, int microBatchSize, Precision precision)
    {
        var ml = new MLContext(1);
        var schema = SchemaDefinition.Create(typeof(Volume));
        schema[nameof(Volume.Voxels)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1, side, side, side);
        var view = ml.Data.LoadFromEnumerable(Volumes(side), schema);
        var options = new SimClrOptions
        {
            Encoder = new ResNet3d(), Augmentations = [new GaussianNoise()], BatchSize = BatchSize, MicroBatchSize = microBatchSize,
            Precision = precision, NumberOfEpochs = 1, Seed = 1,
        };
        using var model = ml.SelfSupervised.SimClr("Embedding", nameof(Volume.Voxels), options).Fit(view);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine("| voxels a side | batch | at once | precision | s a step | peak resident MB |\n|---:|---:|---:|---|---:|---:|");
        Console.WriteLine(FormattableString.Invariant(
            $"| {side} | {BatchSize} | {microBatchSize} | {precision} | {model.History.Epochs[^1].Seconds:F1} | ")
            + FormattableString.Invariant($"{process.PeakWorkingSet64 / 1e6:F0} |"));
    }

    private static IEnumerable<Volume> Volumes(int side)
    {
        var random = new Random(1);
        for (var volume = 0; volume < BatchSize; volume++)
            yield return new() { Voxels = [.. Enumerable.Range(0, side * side * side).Select(_ => random.NextSingle())] };
    }

    private sealed class Volume
    {
        public float[] Voxels { get; set; } = [];
    }
}
