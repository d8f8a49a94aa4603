using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Forward and backward of each loss in float32: of N pairs with 128 features, Barlow Twins with 2048. `losses [largest N [smallest N]]`.
/// </summary>
public class LossesBenchmark
{
    private const int Threads = 2;
    private static (int Smallest, int Largest) s_range;

    private readonly InfoNceLoss _infoNce = new();
    private readonly DclLoss _dcl = new();
    private readonly DclwLoss _dclw = new();
    private readonly YAwareInfoNceLoss _yAware = new();
    private readonly BarlowTwinsLoss _barlowTwins = new();
    private readonly VicRegLoss _vicReg = new();
    private Tensor[] _narrow = [];
    private Tensor[] _wide = [];
    private Tensor? _labels;

    [ParamsSource(nameof(Sizes))]
    public int N { get; set; }

    public static IEnumerable<int> Sizes()
    {
        for (var size = s_range.Smallest; size <= s_range.Largest; size *= 2)
            yield return size;
    }

    internal static void Run(int largest, int smallest)
    {
        s_range = (smallest, largest);
        BenchmarkTable.Print<LossesBenchmark>(
            TargetMethodColumn.Method, StatisticColumn.Median, StatisticColumn.Min, BaselineRatioColumn.RatioMean, new PeakMemoryColumn());
    }

    /// <summary>Creates the inputs; on the thread that measures, whose number of threads is its own.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        set_num_threads(Threads);
        manual_seed(1);
        _narrow = [Leaf(128), Leaf(128)];
        _wide = [Leaf(2048), Leaf(2048)];
        _labels = randn(N, 1);
    }

    [Benchmark(Baseline = true, Description = "matrix product")]
    public void MatrixProduct() => Backpropagate(_narrow, static (z1, z2) => { var z = cat([z1, z2]); return z.mm(z.t()).sum(); });

    [Benchmark(Description = "InfoNCE")]
    public void InfoNce() => Backpropagate(_narrow, _infoNce.call);

    [Benchmark(Description = "DCL")]
    public void Dcl() => Backpropagate(_narrow, _dcl.call);

    [Benchmark(Description = "DCLW")]
    public void Dclw() => Backpropagate(_narrow, _dclw.call);

    [Benchmark(Description = "y-Aware")]
    public void YAware() => Backpropagate(_narrow, (z1, z2) => _yAware.call(z1, z2, _labels));

    [Benchmark(Description = "Barlow Twins")]
    public void BarlowTwins() => Backpropagate(_wide, _barlowTwins.call);

    [Benchmark(Description = "VICReg")]
    public void VicReg() => Backpropagate(_wide, _vicReg.call);

    [GlobalCleanup]
    public void CleanUp()
    {
        foreach (var tensor in (Tensor?[])[.. _narrow, .. _wide, _labels])
            tensor?.Dispose();
    }

    private static void Backpropagate(Tensor[] leaves, Func<Tensor, Tensor, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        loss(leaves[0], leaves[1]).backward();
        foreach (var leaf in leaves)
            leaf.grad!.zero_();
    }

    private Tensor Leaf(int features) => randn(N, features).requires_grad_();
}
