using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Rows a second of a training whose rows stream against one whose rows are in memory, and of Transform against the encoder on ready
/// tensors of the same batch size. Each pair interleaved in one run; the median and the best of the rounds' ratios. `streaming [threads
/// [rows]]`.
/// </summary>
internal static class StreamingBenchmark
{
    private const int Side = 28;
    private const int RowBytes = Side * Side * sizeof(float);
    private const int BlockRows = 256;

    public static void Run(int threads, int rows)
    {
        set_num_threads(threads);
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(Rows(rows));
        Console.WriteLine(
            $"{rows} images of 28x28, ConvNet2d, batches of 256, {get_num_threads()} threads, {Environment.ProcessorCount} processors, "
            + $"torch {__version__}; rows a second.");
        Console.WriteLine();
        Console.WriteLine("| what | median | best | against | median | best | ratio, median |");
        Console.WriteLine("|---|---:|---:|---|---:|---:|---:|");
        Compare(
            "training, streamed", () => Train(ml, view, RowBytes * (long)rows - 1), "training, in memory",
            () => Train(ml, view, RowBytes * (long)rows));
        MeasureTransform(ml, view, rows);
    }

    /// <summary>Rows a second of the epochs after the first, which also fills the pool.</summary>
    private static double Train(MLContext ml, IDataView view, long budget)
    {
        using var transformer = ml.SelfSupervised.SimClr("Embedding", "Image", Options(3) with { MemoryBudgetBytes = budget }).Fit(view);
        return transformer.History.Epochs.Skip(1).Average(epoch => epoch.RowsPerSecond);
    }

    private static void MeasureTransform(MLContext ml, IDataView view, int rows)
    {
        using var transformer = ml.SelfSupervised.SimClr("Embedding", "Image", Options(0)).Fit(view);
        using var encoder = transformer.Encoder.CreateModule(transformer.InputShape);
        encoder.eval();
        using var batch = rand([BlockRows, 1, Side, Side]);
        Compare(
            "Transform, one pass", () => Transform(transformer, view, rows), "encoder on ready tensors",
            () => Encode(encoder, batch, rows));
    }

    private static double Transform(EmbeddingTransformer transformer, IDataView view, int rows)
    {
        var start = Stopwatch.GetTimestamp();
        var embedded = transformer.Transform(view);
        using var cursor = embedded.GetRowCursor([embedded.Schema["Embedding"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(embedded.Schema["Embedding"]);
        VBuffer<float> embedding = default;
        while (cursor.MoveNext())
            getter(ref embedding);
        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Encode(nn.Module<Tensor, Tensor> encoder, Tensor batch, int rows)
    {
        using var inference = no_grad();
        var start = Stopwatch.GetTimestamp();
        for (var row = 0; row < rows; row += BlockRows)
        {
            using var scope = NewDisposeScope();
            encoder.call(batch);
        }
        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Compare(string what, Func<double> measured, string against, Func<double> reference)
    {
        var speeds = Rounds.Measure(5, measured, reference);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {what} | {Rounds.Quantile(speeds[0], 0.5):F0} | {speeds[0].Max():F0} "
            + $"| {against} | {Rounds.Quantile(speeds[1], 0.5):F0} | {speeds[1].Max():F0} | {Rounds.Ratio(speeds[0], speeds[1]):P0} |"));
    }

    private static SimClrOptions Options(int epochs) => new()
    {
        Encoder = new ConvNet2d { EmbeddingDimension = 128 }, NumberOfEpochs = epochs, BatchSize = BlockRows, Seed = 1, Device = "cpu",
    };

    private static IEnumerable<Row> Rows(int count)
    {
        var random = new Random(1);
        return [
            .. Enumerable.Range(0, count).Select(
                _ => new Row { Image = [.. Enumerable.Range(0, Side * Side).Select(_ => random.NextSingle())] })];
    }

    internal sealed class Row
    {
        [VectorType(1, Side, Side)]
        public float[] Image { get; set; } = [];
    }
}
