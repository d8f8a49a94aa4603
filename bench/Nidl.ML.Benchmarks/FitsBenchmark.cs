using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Whether repeated trainings keep memory: resident memory and live tensors over many fits of a small network of 20,000 weights on 256
/// images. `fits [count]`.
/// </summary>
internal static class FitsBenchmark
{
    public static void Run(int count)
    {
        var random = new Random(1);
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 256).Select(_ => new Image { Pixels = [.. Enumerable.Range(0, 256).Select(_ => random.NextSingle())] })
                .ToArray());
        var options = new SimClrOptions
        {
            Encoder = new ConvNet2d { HiddenChannels = [16, 32], Strides = [2, 2, 1], EmbeddingDimension = 64 },
            ProjectionHiddenDimension = 64,
            NumberOfEpochs = 2, BatchSize = 64, Seed = 1,
        };
        Console.WriteLine("| fits | resident MB | live tensors |\n|---:|---:|---:|");
        for (var fit = 1; fit <= count; fit++)
        {
            ml.SelfSupervised.SimClr("Embedding", "Pixels", options).Fit(view).Dispose();
            if (fit == 10 || fit % Math.Max(1, count / 5) == 0)
                Print(fit);
        }
    }

    private static void Print(int fit)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant(
            $"| {fit} | {process.WorkingSet64 / 1e6:F0} | {DisposeScopeManager.Statistics.ThreadTotalLiveCount} |"));
    }

    private sealed class Image
    {
        [VectorType(1, 16, 16)]
        public float[] Pixels { get; set; } = [];
    }
}
