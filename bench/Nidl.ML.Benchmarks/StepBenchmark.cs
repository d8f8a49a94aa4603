using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Where the time of a SimCLR step goes: the demo's encoder, views and head at batch 256 of 1x28x28, the encoder in either precision.
/// `step [threads [precision]]`.
/// </summary>
public class StepBenchmark
{
    private const int BatchSize = 256;
    private static readonly TimeSpan s_compiling = TimeSpan.FromSeconds(5);
    private static int s_threads;
    private static Precision s_precision;

    private Tensor _all = null!;
    private Tensor _order = null!;
    private Tensor _rows = null!;
    private Tensor _embeddings = null!;
    private Tensor[] _projections = [];
    private nn.Module<Tensor, Tensor> _encoder = null!;
    private nn.Module<Tensor, Tensor> _head = null!;
    private optim.Optimizer _optimizer = null!;
    private InfoNceLoss _loss = null!;
    private AugmentationSequence _views = null!;
    private int _draw;

    internal static void Run(int threads, Precision precision)
    {
        (s_threads, s_precision) = (threads, precision);
        BenchmarkTable.Print<StepBenchmark>(TargetMethodColumn.Method, StatisticColumn.Median, StatisticColumn.Min, new ShareColumn());
    }

    /// <summary>Creates what a step works on; on the thread that measures, whose number of threads is its own.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        set_num_threads(s_threads);
        var options = new SimClrOptions { ProjectionHiddenDimension = 512 };
        _encoder = new ConvNet2d().CreateModule([1, 28, 28]);
        var head = new ProjectionHead
        {
            HiddenDimensions = [options.ProjectionHiddenDimension], OutputDimension = options.ProjectionOutputDimension,
        };
        _head = head.CreateModule(256);
        _optimizer = options.Optimizer.Create(
            ParameterGroup.Split(_encoder, _head, options.WeightDecay, true, options.WeightDecayExclusion), 1e-3);
        _loss = new InfoNceLoss(options.Temperature);
        _views = new AugmentationSequence(
            new RandomResizedCrop2d { Scale = (0.3, 1) }, new RandomHorizontalFlip2d(),
            new ColorJitter { Brightness = 0.4, Contrast = 0.4 }, new GaussianNoise());
        (_all, _order) = (rand(12000, 1, 28, 28), randperm(12000));
        (_rows, _embeddings) = (rand(BatchSize, 1, 28, 28), rand(BatchSize, 256));
        _projections = [randn(BatchSize, 128), randn(BatchSize, 128)];
        // The optimizer has gradients to follow.
        Encoder();
        Head();
        // What runs often is compiled anew while it runs, which takes some seconds of the views' loops; a training is longer.
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < s_compiling;)
            View();
    }

    [Benchmark(Description = "batch")]
    public void Batch()
    {
        using var scope = NewDisposeScope();
        _all.index_select(0, _order.narrow(0, 0, BatchSize));
    }

    [Benchmark(Description = "two views")]
    public void TwoViews()
    {
        View();
        View();
    }

    [Benchmark(Description = "encoder, forward and backward, two views")]
    public void Encoder()
    {
        Backpropagate(_encoder, _rows, needsGradient: false, s_precision);
        Backpropagate(_encoder, _rows, needsGradient: false, s_precision);
    }

    [Benchmark(Description = "projection head, forward and backward, two views")]
    public void Head()
    {
        Backpropagate(_head, _embeddings, needsGradient: true);
        Backpropagate(_head, _embeddings, needsGradient: true);
    }

    [Benchmark(Description = "InfoNCE, forward and backward")]
    public void Loss()
    {
        using var scope = NewDisposeScope();
        _loss.call(_projections[0].detach().requires_grad_(), _projections[1].detach().requires_grad_()).backward();
    }

    [Benchmark(Description = "AdamW")]
    public void Optimizer()
    {
        using var scope = NewDisposeScope();
        _optimizer.step();
    }

    private void View()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomSource(CPU, 1, _draw++);
        _views.Apply(_rows, random);
    }

    // The head is of single precision.
    private static void Backpropagate(
        nn.Module<Tensor, Tensor> module, Tensor input, bool needsGradient, Precision precision = Precision.Float32)
    {
        using var scope = NewDisposeScope();
        var output = Call(module, input.detach().requires_grad_(needsGradient), precision).to_type(ScalarType.Float32);
        output.backward([ones_like(output)]);
    }

    private static Tensor Call(nn.Module<Tensor, Tensor> module, Tensor input, Precision precision)
    {
        using var cast = Autocast.Use(precision, CPU);
        return module.call(input.dim() == 4 && ChannelsLast.IsFor(CPU, precision, rowRank: 3) ? ChannelsLast.Lay(input) : input);
    }
}
