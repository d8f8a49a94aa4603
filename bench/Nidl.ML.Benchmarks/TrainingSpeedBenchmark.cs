using System.Globalization;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Rows a second of a SimCLR step, views aside: a loop as one writes it with TorchSharp alone, and ours in both precisions; in turn, in one
/// run. `training [threads [rounds]]`.
/// </summary>
internal static class TrainingSpeedBenchmark
{
    public static void Run(int threads, int rounds)
    {
        Libtorch.NumberOfThreads = threads;
        Console.WriteLine($"A step, {threads} threads, torch {__version__}, medians of {rounds} rounds.\n");
        Console.WriteLine("| network | rows | plain loop, ms | Float32, ms | BFloat16, ms | plain : Float32 | Float32 : BFloat16 |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (var network in MeasuredNetwork.All)
            Print(network, rounds);
    }

    private static void Print(MeasuredNetwork measured, int rounds)
    {
        using var scope = NewDisposeScope();
        var options = new SimClrOptions { ProjectionHiddenDimension = 512 };
        var (first, second) = (rand(measured.Shape.WithBatch(measured.BatchSize)), rand(measured.Shape.WithBatch(measured.BatchSize)));
        using var objective = new SimClrObjective(options);
        using var network = Network.Create(measured.Encoder, measured.Shape, objective.ProjectionHead, seed: 1, CPU);
        using var optimizer = options.Optimizer.Create(
            ParameterGroup.Split(network.Encoder, network.Head, options.WeightDecay, true, options.WeightDecayExclusion), 1e-3);
        var gradient = new BatchGradient(network, objective);
        using var plain = new PlainLoop(measured, options.ProjectionHiddenDimension, options.ProjectionOutputDimension);
        var times = Rounds.Time(rounds, () => plain.Step(first, second), () => Step(Precision.Float32), () => Step(Precision.BFloat16));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {measured.Name} | {measured.BatchSize} | {Rounds.Quantile(times[0], 0.5):F1} | {Rounds.Quantile(times[1], 0.5):F1} | "
            + $"{Rounds.Quantile(times[2], 0.5):F1} | {Rounds.Ratio(times[0], times[1]):F2} | {Rounds.Ratio(times[1], times[2]):F2} |"));

        void Step(Precision precision)
        {
            network.Precision = precision;
            network.ZeroGradients();
            gradient.Add([first, second], null);
            optimizer.step();
        }
    }

    /// <summary>What one writes with TorchSharp's own modules.</summary>
    private sealed class PlainLoop : IDisposable
    {
        private readonly nn.Module<Tensor, Tensor> _encoder;
        private readonly nn.Module<Tensor, Tensor> _head;
        private readonly optim.Optimizer _optimizer;

        public PlainLoop(MeasuredNetwork measured, int hidden, int output)
        {
            _encoder = measured.Encoder.CreateModule(measured.Shape);
            _head = nn.Sequential(
                nn.Linear(measured.Encoder.GetEmbeddingDimension(measured.Shape), hidden), nn.ReLU(), nn.Linear(hidden, output));
            _optimizer = optim.AdamW(_encoder.parameters().Concat(_head.parameters()), 1e-3);
        }

        public void Step(Tensor first, Tensor second)
        {
            _optimizer.zero_grad();
            var z = nn.functional.normalize(cat([_head.call(_encoder.call(first)), _head.call(_encoder.call(second))]), dim: 1);
            var rows = z.shape[0];
            var similarity = z.mm(z.t()).div(0.1).masked_fill(eye(rows, dtype: ScalarType.Bool), float.NegativeInfinity);
            var partners = arange(rows).add(rows / 2).remainder(rows);
            var loss = nn.functional.cross_entropy(similarity, partners);
            loss.backward();
            _optimizer.step();
            loss.item<float>();
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            _head.Dispose();
            _encoder.Dispose();
        }
    }
}
