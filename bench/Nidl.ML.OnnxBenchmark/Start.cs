using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Nidl.ML.OnnxBenchmark;

/// <summary>
/// What a process costs that makes one embedding with one of the libraries: the time from its start, and its memory at most.
/// </summary>
internal static class Start
{
    private const int Size = 28 * 28;

    /// <summary>Gets the path of a file that <see cref="Table"/> writes.</summary>
    public static string PathOf(string name) => Path.Combine(Path.GetTempPath(), $"nidl-{name}");

    public static void Print(string library)
    {
        var embedding = library == "onnx" ? WithOnnxRuntime() : WithTorch();
        var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{library}: {embedding.Length} values after {(DateTime.Now - self.StartTime).TotalMilliseconds:F0} ms, "
            + $"{self.PeakWorkingSet64 / 1e6:F0} MB"));
    }

    private static float[] WithOnnxRuntime()
    {
        using var session = new InferenceSession(PathOf("ConvNet2d.onnx"));
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("Features", new DenseTensor<float>([1, 1, 28, 28]))]);
        return results[0].AsTensor<float>().ToArray();
    }

    private static float[] WithTorch()
    {
        var ml = new MLContext();
        using var engine = ml.Model.CreatePredictionEngine<Row, Embedded>(ml.Model.Load(PathOf("model.zip"), out _));
        return engine.Predict(new Row()).Embedding;
    }

    private sealed class Row
    {
        [VectorType(Size)]
        public float[] Features { get; set; } = new float[Size];
    }

    private sealed class Embedded
    {
        public float[] Embedding { get; set; } = [];
    }
}
