using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Interop.Tests.Onnx;

/// <summary>A tiny image as bytes.</summary>
internal sealed class ByteSample
{
    [VectorType(60)]
    public byte[] Pixels { get; set; } = [];

    public static IDataView View(MLContext ml, int count, int seed)
    {
        var random = new Random(seed);
        return ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(_ => Create(random)).ToArray());
    }

    private static ByteSample Create(Random random)
    {
        var sample = new ByteSample { Pixels = new byte[60] };
        random.NextBytes(sample.Pixels);
        return sample;
    }
}
