using System.Diagnostics;
using System.Globalization;

namespace Nidl.ML.Tests.Streaming;

/// <summary>
/// Data many times larger than the memory that it may take. 200 MB by default; with NIDL_LARGE_DATA=1 in the environment 20 GB, within 2
/// GB.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class LargeDataTests(TestContext context)
{
    private const long Megabyte = 1 << 20;

    private static readonly bool IsFull = Environment.GetEnvironmentVariable("NIDL_LARGE_DATA") == "1";

    // Rows of 256k floats, 1 MB each, or of 16k floats.
    private static GeneratedView View => IsFull ? new GeneratedView(20_000, 1 << 18) : new GeneratedView(3_200, 1 << 14);

    private static SimClrOptions Options => Tiny.Options with
    {
        Encoder = new MlpEncoder { HiddenDimensions = [], EmbeddingDimension = 8 },
        NumberOfEpochs = 1,
        BatchSize = IsFull ? 64 : 16,
        MemoryBudgetBytes = IsFull ? 1024 * Megabyte : 20 * Megabyte,
    };

    [TestMethod]
    public void Fit_DataLargerThanMemory_StaysWithinIt()
    {
        using (Tiny.FitVectors(new GeneratedView(200, 1 << 10), Options with { MemoryBudgetBytes = Megabyte / 2, BatchSize = 4 }))
        {
        }
        var watch = Stopwatch.StartNew();
        using var memory = new PeakMemory();
        using var transformer = Tiny.FitVectors(View, Options);
        Report("one epoch", watch, memory);
        Assert.IsLessThan(IsFull ? 1900 * Megabyte : 100 * Megabyte, memory.Growth);
    }

    [TestMethod]
    public void Transform_DataLargerThanMemory_StaysWithinIt()
    {
        using var transformer = Tiny.FitVectors(View, Options with { NumberOfEpochs = 0, Embedding = new() { CacheBytes = Megabyte } });
        var view = transformer.Transform(View);
        var watch = Stopwatch.StartNew();
        using var memory = new PeakMemory();
        using var cursor = view.GetRowCursor([view.Schema["Embedding"]]);
        var getter = cursor.GetGetter<Microsoft.ML.Data.VBuffer<float>>(view.Schema["Embedding"]);
        Microsoft.ML.Data.VBuffer<float> embedding = default;
        var rows = 0L;
        for (; cursor.MoveNext(); rows++)
            getter(ref embedding);
        Report("one transform", watch, memory);
        Assert.AreEqual(View.Rows, rows);
        // Two cursors' rows, and one block of at most 64 MB as an array and as a tensor.
        Assert.IsLessThan(IsFull ? 400 * Megabyte : 120 * Megabyte, memory.Growth);
    }

    private void Report(string what, Stopwatch watch, PeakMemory memory) => context.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what} over {View.Rows * View.Size * 4.0 / 1e9:F1} GB: {watch.Elapsed.TotalSeconds:F1} s, "
        + $"peak growth {memory.Growth / Megabyte} MB over {memory.Start / Megabyte} MB"));
}
