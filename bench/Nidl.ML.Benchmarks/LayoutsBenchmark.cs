using System.Globalization;
using Nidl.ML.Losses;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// How networks in training are computed, against the other way, in turn in one run: rows channels last against rows as they are, and the
/// gradient of a strided convolution's weights as a product against oneDNN's own. `layouts [threads [rounds]]`.
/// </summary>
internal static class LayoutsBenchmark
{
    private static readonly MeasuredNetwork[] s_networks =
    [
        .. MeasuredNetwork.All,
        new("ConvNet2d, 512 values, 1x28x28", new ConvNet2d { EmbeddingDimension = 512, PoolingPower = 3 }, [1, 28, 28], 64, 64),
        new("ConvNet2d, 2,304 values, grid 3, 1x28x28",
            new ConvNet2d { EmbeddingDimension = 2304, PoolingGrid = 3, PoolingPower = 3 }, [1, 28, 28], 128, 128),
        new("ConvNet2d, 3x64x64", new ConvNet2d(), [3, 64, 64], 64, 64),
        new("ResNet2d-18, 3x224x224", new ResNet2d(), [3, 224, 224], 4, 4),
    ];

    private static readonly (int Rows, int Input, int Side, int Output, int Rank)[] s_convolutions =
    [
        (64, 128, 7, 512, 2), (128, 128, 7, 256, 2), (256, 32, 14, 64, 2), (16, 128, 8, 256, 2), (16, 64, 16, 128, 2), (8, 128, 28, 256, 2),
        (4, 256, 4, 512, 3), (4, 128, 8, 256, 3), (4, 64, 16, 128, 3),
    ];

    public static void Run(int threads, int rounds)
    {
        Libtorch.NumberOfThreads = threads;
        Console.WriteLine($"Forward and backward of an encoder, {threads} threads, torch {__version__}, medians of {rounds} rounds.\n");
        Console.WriteLine("| network | rows | precision | as they are, ms | channels last, ms | as they are : channels last |");
        Console.WriteLine("|---|---:|---|---:|---:|---:|");
        foreach (var network in s_networks)
            foreach (var precision in new[] { Precision.Float32, Precision.BFloat16 })
                Print(network, precision, rounds);
        Console.WriteLine("\nThe gradient of the weights of 3x3 and 3x3x3 convolutions at stride 2, in bfloat16.\n");
        Console.WriteLine("| rows | oneDNN, ms | product, ms | oneDNN : product |");
        Console.WriteLine("|---|---:|---:|---:|");
        foreach (var convolution in s_convolutions)
            Print(convolution, rounds);
    }

    private static void Print(MeasuredNetwork measured, Precision precision, int rounds)
    {
        using var scope = NewDisposeScope();
        using var encoder = measured.Encoder.CreateModule(measured.Shape);
        var rows = rand(measured.Shape.WithBatch(measured.BatchSize));
        var times = Rounds.Time(rounds, () => Step(rows), () => Step(ChannelsLast.Lay(rows)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {measured.Name} | {measured.BatchSize} | {precision} | {Rounds.Quantile(times[0], 0.5):F1} | "
            + $"{Rounds.Quantile(times[1], 0.5):F1} | {Rounds.Ratio(times[0], times[1]):F2} |"));

        void Step(Tensor input)
        {
            using var cast = Autocast.Use(precision, CPU);
            var embeddings = encoder.call(input).to(ScalarType.Float32);
            embeddings.backward([ones_like(embeddings)]);
            encoder.zero_grad();
        }
    }

    private static void Print((int Rows, int Input, int Side, int Output, int Rank) of, int rounds)
    {
        using var scope = NewDisposeScope();
        using Convolution convolution = of.Rank == 2
            ? nn.Conv2d(of.Input, of.Output, 3, stride: 2, padding: 1, bias: false, dtype: ScalarType.BFloat16)
            : nn.Conv3d(of.Input, of.Output, 3, stride: 2, padding: 1, bias: false, dtype: ScalarType.BFloat16);
        long[] sides = [.. Enumerable.Repeat((long)of.Side, of.Rank)];
        var rows = ChannelsLast.Lay(randn([of.Rows, of.Input, .. sides]).to(ScalarType.BFloat16));
        // Without a gradient of the rows, what goes backward is that of the weights alone.
        var times = Rounds.Measure(
            rounds, () => Backward(() => convolution.call(rows)), () => Backward(() => StridedConvolution.Call(convolution, rows)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {of.Rows} x {of.Input} x {string.Join('x', sides)} to {of.Output} channels | {Rounds.Quantile(times[0], 0.5):F2} | "
            + $"{Rounds.Quantile(times[1], 0.5):F2} | {Rounds.Ratio(times[0], times[1]):F2} |"));

        double Backward(Func<Tensor> forward)
        {
            using var ofRound = NewDisposeScope();
            var output = forward();
            var gradient = ChannelsLast.Lay(ones_like(output));
            var milliseconds = Rounds.Timed(() => output.backward([gradient]))();
            convolution.zero_grad();
            return milliseconds;
        }
    }
}
