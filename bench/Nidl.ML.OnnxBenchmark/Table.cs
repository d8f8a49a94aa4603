using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Nidl.ML.Losses;

namespace Nidl.ML.OnnxBenchmark;

/// <summary>
/// Each encoder after a short training, and each probe: the size of its ONNX file, the largest difference to our values over 28 rows by
/// the largest value, and rows a second of both libraries at batch 1 and 7, two threads each, timed in turn.
/// </summary>
internal static class Table
{
    private const int Threads = 2;
    private const int Rows = 28;
    private const double Seconds = 1;

    public static void Print()
    {
        Libtorch.NumberOfThreads = Threads;
        Console.WriteLine(
            "| | input | file, MB | folded, MB | difference, batch 1 | batch 7 | libtorch, rows/s, "
            + "batch 1 | batch 7 | ONNX Runtime, batch 1 | batch 7 |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (name, encoder, shape) in Encoders())
            Print(name, encoder, shape);
        foreach (var (name, probe) in Probes(new MLContext(1)))
            Print(name, probe);
    }

    private static IEnumerable<(string Name, Encoder Encoder, InputShape Shape)> Encoders() =>
    [
        ("`ConvNet2d`", new ConvNet2d(), [1, 28, 28]),
        ("`ResNet2d`, 18, small stem", new ResNet2d(), [3, 32, 32]),
        ("`ResNet2d`, 34", new ResNet2d { Depth = 34 }, [3, 96, 96]),
        ("`ResNet2d`, 50", new ResNet2d { Depth = 50 }, [3, 96, 96]),
        ("`ResNet3d`, 18", new ResNet3d(), [1, 32, 32, 32]),
        ("`ResNet3d`, 50", new ResNet3d { Depth = 50 }, [1, 32, 32, 32]),
        ("`DenseNet3d`", new DenseNet3d(), [1, 32, 32, 32]),
        ("`AlexNet3d`", new AlexNet3d(), [1, 64, 64, 64]),
        ("`VisionTransformer3d`, small", VisionTransformer3d.Small, [1, 32, 32, 32]),
        ("`MlpEncoder`", new MlpEncoder(), [64]),
        ("`MlpEncoder`, batch, residual", new MlpEncoder { Normalization = MlpNormalization.BatchNorm, Residual = true }, [64]),
        ("`MlpEncoder`, layer, residual", new MlpEncoder { Normalization = MlpNormalization.LayerNorm, Residual = true }, [64]),
    ];

    private static IEnumerable<(string Name, ProbeTransformer Probe)> Probes(MLContext ml)
    {
        var rows = ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 1000).Select(i => new Labeled { Features = Random(i, 256), Kind = $"{i % 10}" }).ToArray());
        rows = ml.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(rows).Transform(rows);
        yield return ("k-NN, 1,000 rows, 20 neighbors", ml.SelfSupervised.KnnProbe("Label", "Features").Fit(rows));
        yield return ("linear, 10 classes", (ProbeTransformer)ml.SelfSupervised.LinearProbe("Label", "Features").Fit(rows));
        yield return ("perceptron, 10 classes", ml.SelfSupervised.MlpProbe("Label", "Features", new MlpProbeOptions { NumberOfEpochs = 5 })
            .Fit(rows));
    }

    private static void Print(string name, Encoder encoder, InputShape shape)
    {
        var ml = new MLContext(1);
        var training = ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 8).Select(i => new Row { Features = Random(i, shape.Size) }), Schema<Row>(shape));
        using var transformer = ml.SelfSupervised.SimClr("Embedding", "Features", new SimClrOptions
        {
            Encoder = encoder, InputShape = shape, NumberOfEpochs = 1, BatchSize = 8,
            Augmentations = [new GaussianNoise { StandardDeviation = 0.1 }], Seed = 1, Device = "cpu",
        }).Fit(training);
        var path = Start.PathOf($"{encoder.GetType().Name}.onnx");
        transformer.SaveAsOnnx(path, foldBatchNormalization: true);
        var folded = new FileInfo(path).Length;
        transformer.SaveAsOnnx(path);
        if (encoder is ConvNet2d)
            ml.Model.Save(transformer, training.Schema, Start.PathOf("model.zip"));
        Print(
            name, string.Join('x', shape), path, folded, "Embedding", transformer.EmbeddingDimension, shape,
            transformer.FrozenNetwork.Encode);
    }

    private static void Print(string name, ProbeTransformer probe)
    {
        using (probe)
        {
            var path = Start.PathOf("probe.onnx");
            probe.SaveAsOnnx(path);
            Print(name, "256", path, new FileInfo(path).Length, "Score", 10, [256], probe.Module.Encode);
        }
    }

    private static void Print(
        string name, string input, string path, long folded, string output, int outputs, InputShape shape, Encode torch)
    {
        using var session = new InferenceSession(path, new SessionOptions { IntraOpNumThreads = Threads });
        void Onnx(ReadOnlySpan<float> rows, Span<float> values)
        {
            var tensor = new DenseTensor<float>(rows.ToArray(), [rows.Length / shape.Size, .. shape.Select(size => (int)size)]);
            using var results = session.Run([NamedOnnxValue.CreateFromTensor("Features", tensor)], [output]);
            results[0].AsTensor<float>().ToArray().CopyTo(values);
        }
        var features = Random(1000, Rows * shape.Size);
        var expected = Run(torch, features, Rows, shape.Size, outputs);
        var differences = new[] { 1, 7 }.Select(batch => Difference(expected, Run(Onnx, features, batch, shape.Size, outputs))).ToArray();
        var rates = new[] { 1, 7 }.Select(batch => Rates([torch, Onnx], features, batch, shape.Size, outputs)).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {input} | {Megabytes(path):F2} | {folded / 1e6:F2} | {differences[0]:0.0e-0} | {differences[1]:0.0e-0} | "
            + $"{rates[0][0]:F0} | {rates[1][0]:F0} | {rates[0][1]:F0} | {rates[1][1]:F0} |"));
    }

    private delegate void Encode(ReadOnlySpan<float> rows, Span<float> values);

    private static float[] Run(Encode encode, float[] features, int batch, int size, int outputs)
    {
        var values = new float[features.Length / size * outputs];
        for (var row = 0; row < features.Length / size; row += batch)
            encode(features.AsSpan(row * size, batch * size), values.AsSpan(row * outputs, batch * outputs));
        return values;
    }

    // The best of rounds of all rows, in turn, for a while each.
    private static double[] Rates(Encode[] encoders, float[] features, int batch, int size, int outputs)
    {
        var best = encoders.Select(_ => double.MaxValue).ToArray();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed.TotalSeconds < Seconds * encoders.Length;)
            for (var i = 0; i < encoders.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                Run(encoders[i], features, batch, size, outputs);
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        return [.. best.Select(seconds => Rows / seconds)];
    }

    private static double Difference(float[] expected, float[] actual) =>
        expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() / Math.Max(1, expected.Max(Math.Abs));

    private static double Megabytes(string path) => new FileInfo(path).Length / 1e6;

    private static float[] Random(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
    }

    private static SchemaDefinition Schema<T>(InputShape shape)
    {
        var schema = SchemaDefinition.Create(typeof(T));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, shape.Size);
        return schema;
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class Labeled
    {
        [VectorType(256)]
        public float[] Features { get; set; } = [];

        public string Kind { get; set; } = "";
    }
}
