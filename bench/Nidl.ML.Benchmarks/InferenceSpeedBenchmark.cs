using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Benchmarks;

/// <summary>
/// Rows a second of a trained network: its modules as they are trained, folded in both precisions, and ONNX Runtime on the same weights; in
/// turn, in one run. `inference [threads [rounds]]`.
/// </summary>
internal static class InferenceSpeedBenchmark
{
    public static void Run(int threads, int rounds)
    {
        Libtorch.NumberOfThreads = threads;
        Console.WriteLine($"A block of rows, {threads} threads, torch {__version__}, medians of {rounds} rounds.\n");
        Console.WriteLine(
            "| network | rows | modules, ms | Float32, ms | BFloat16, ms | ONNX Runtime, ms | modules : "
            + "Float32 | ONNX Runtime : Float32 |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var network in MeasuredNetwork.All)
            Print(network, threads, rounds);
    }

    private static void Print(MeasuredNetwork measured, int threads, int rounds)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var single = measured.CreateTransformer(new MLContext(1));
        using var half = single.WithOptions(new() { Precision = Precision.BFloat16 });
        using var module = measured.Encoder.CreateModule(measured.Shape);
        module.eval();
        using var session = CreateSession(single, threads);
        float[] rows = [.. Enumerable.Range(0, measured.BlockSize).SelectMany(row => measured.CreateRow(row).Values)];
        var embeddings = new float[measured.BlockSize * single.EmbeddingDimension];
        var shape = measured.Shape.WithBatch(measured.BlockSize);
        var times = Rounds.Time(
            rounds,
            () => Call(module, rows, shape, embeddings),
            () => single.FrozenNetwork.Encode(rows, embeddings),
            () => half.FrozenNetwork.Encode(rows, embeddings),
            () => Run(session, rows, shape, embeddings));
        var medians = string.Join(" | ", times.Select(way => FormattableString.Invariant($"{Rounds.Quantile(way, 0.5):F1}")));
        var ratios = FormattableString.Invariant($"{Rounds.Ratio(times[0], times[1]):F2} | {Rounds.Ratio(times[3], times[1]):F2}");
        Console.WriteLine($"| {measured.Name} | {measured.BlockSize} | {medians} | {ratios} |");
    }

    // Rows go in and embeddings come out as they do with ours.
    private static void Call(nn.Module<Tensor, Tensor> module, float[] rows, long[] shape, float[] embeddings)
    {
        var input = empty(shape);
        rows.CopyTo(MemoryMarshal.Cast<byte, float>(input.bytes));
        MemoryMarshal.Cast<byte, float>(module.call(input).bytes).CopyTo(embeddings);
    }

    private static InferenceSession CreateSession(EmbeddingTransformer transformer, int threads)
    {
        using var model = new MemoryStream();
        transformer.SaveAsOnnx(model);
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        return new InferenceSession(model.ToArray(), options);
    }

    private static void Run(InferenceSession session, float[] rows, long[] shape, float[] embeddings)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(rows, shape);
        using var options = new RunOptions();
        using var outputs = session.Run(options, [.. session.InputMetadata.Keys], [input], [.. session.OutputMetadata.Keys]);
        outputs[0].GetTensorDataAsSpan<float>().CopyTo(embeddings);
    }
}
