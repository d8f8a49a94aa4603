using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Interop.Tests.Onnx;

/// <summary>A tiny image as a flat column of raw pixels, from 0 to 255, and its kind.</summary>
internal sealed class FlatSample
{
    [VectorType(36)]
    public float[] Pixels { get; set; } = [];

    public string Kind { get; set; } = "";

    public static IDataView View(MLContext ml, int count, int seed = 1) =>
        ml.Data.LoadFromEnumerable(Sample.Rows(count, seed).Select(row => new FlatSample
    {
        Pixels = [.. row.Image.Select(value => 255 * value)], Kind = row.Kind,
    }).ToArray());
}
