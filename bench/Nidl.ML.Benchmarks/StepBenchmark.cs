using System.Diagnostics;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Where the time of a SimCLR step goes: the demo's encoder, views and head at batch 256 of 1x28x28. The phases are timed in turn, round by
/// round, in one run; the share of a phase is its median by the sum of all. `step [threads [rounds]]`.
/// </summary>
internal static class StepBenchmark
{
    private const int BatchSize = 256;

    public static void Run(int threads, int rounds)
    {
        set_num_threads(threads);
        using var scope = NewDisposeScope();
        var phases = Phases();
        var times = phases.ToDictionary(phase => phase.Name, _ => new double[rounds]);
        foreach (var (_, run) in phases)
            run();
        for (var round = 0; round < rounds; round++)
            foreach (var (name, run) in phases)
                times[name][round] = Time(run);
        Print(times);
    }

    private static (string Name, Action Run)[] Phases()
    {
        var options = new SimClrOptions { ProjectionHiddenDimension = 512 };
        var encoder = new ConvNet2d().CreateModule([1, 28, 28]);
        var head = new ProjectionHead { HiddenDimensions = [options.ProjectionHiddenDimension],
            OutputDimension = options.ProjectionOutputDimension }.CreateModule(256);
        var optimizer = options.Optimizer.Create(
            ParameterGroup.Split(encoder, head, options.WeightDecay, true, options.WeightDecayExclusion), 1e-3);
        var loss = new InfoNceLoss(options.Temperature);
        var views = new AugmentationSequence(
            new RandomResizedCrop2d { Scale = (0.3, 1) }, new RandomHorizontalFlip2d(),
            new ColorJitter { Brightness = 0.4, Contrast = 0.4 }, new GaussianNoise());
        var all = rand(12000, 1, 28, 28);
        var order = randperm(12000);
        var (rows, embeddings, z1, z2) = (rand(BatchSize, 1, 28, 28), rand(BatchSize, 256), randn(BatchSize, 128), randn(BatchSize, 128));
        var draw = 0;
        return
        [
            ("batch", () => all.index_select(0, order.narrow(0, 0, BatchSize))),
            ("two views", () => { View(); View(); }),
            ("encoder, forward and backward, two views", () => { Backpropagate(encoder, rows); Backpropagate(encoder, rows); }),
            ("projection head, forward and backward, two views",
                () => { Backpropagate(head, embeddings); Backpropagate(head, embeddings); }),
            ("InfoNCE, forward and backward", () => loss.call(z1.detach().requires_grad_(), z2.detach().requires_grad_()).backward()),
            ("AdamW", () => optimizer.step()),
        ];

        void View()
        {
            using var random = new RandomSource(CPU, 1, draw++);
            views.Apply(rows, random);
        }
    }

    private static void Backpropagate(nn.Module<Tensor, Tensor> module, Tensor input)
    {
        using var leaf = input.detach().requires_grad_(module is ProjectionHeadModule);
        var output = module.call(leaf);
        output.backward([ones_like(output)]);
    }

    private static double Time(Action run)
    {
        var watch = Stopwatch.StartNew();
        using (NewDisposeScope())
            run();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static void Print(Dictionary<string, double[]> times)
    {
        var medians = times.ToDictionary(phase => phase.Key, phase => phase.Value.Order().ElementAt(phase.Value.Length / 2));
        var total = medians.Values.Sum();
        Console.WriteLine($"A step at batch {BatchSize} of 1x28x28, {get_num_threads()} threads, torch {__version__}.\n");
        Console.WriteLine("| phase | median ms | fastest ms | share |");
        Console.WriteLine("|---|---:|---:|---:|");
        foreach (var (name, median) in medians)
            Console.WriteLine(
                FormattableString.Invariant($"| {name} | {median:F1} | {times[name].Min():F1} | {100 * median / total:F1} % |"));
        Console.WriteLine(FormattableString.Invariant($"| sum | {total:F1} | | |"));
    }
}
