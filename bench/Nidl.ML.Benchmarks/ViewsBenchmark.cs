using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// One view of a batch of 256 images, by each augmentation and by the usual ones together. `views [threads [largest side]]`.
/// </summary>
public class ViewsBenchmark
{
    private static int s_threads;
    private static int s_largest;

    private Tensor _batch = null!;
    private Augmentation _augmentation = null!;
    private int _draw;

    [ParamsSource(nameof(Shapes))]
    public string Images { get; set; } = "";

    [ParamsSource(nameof(Augmentations))]
    public string Augmentation { get; set; } = "";

    public static IEnumerable<string> Shapes() => ImageBatch.Shapes(s_largest).Select(ImageBatch.Name);

    public static IEnumerable<string> Augmentations() => ImageBatch.Augmentations(InputShape.Create([1, 28, 28])).Keys;

    internal static void Run(int threads, int largest)
    {
        (s_threads, s_largest) = (threads, largest);
        BenchmarkTable.Print<ViewsBenchmark>(StatisticColumn.Median, StatisticColumn.Min);
    }

    /// <summary>Creates the batch; on the thread that measures, whose number of threads is its own.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        set_num_threads(s_threads);
        var shape = ImageBatch.Shapes(s_largest).Single(shape => ImageBatch.Name(shape) == Images);
        _batch = rand(shape.WithBatch(ImageBatch.Size));
        _augmentation = ImageBatch.Augmentations(shape)[Augmentation];
    }

    [Benchmark]
    public void Draw() => ImageBatch.Draw(_augmentation, _batch, _draw++);

    [GlobalCleanup]
    public void CleanUp() => _batch.Dispose();
}
