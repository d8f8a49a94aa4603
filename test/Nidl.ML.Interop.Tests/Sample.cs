using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests;

namespace Nidl.ML.Interop.Tests;

/// <summary>A tiny image with a label for each kind of task.</summary>
internal sealed class Sample
{
    [VectorType(1, 6, 6)]
    public float[] Image { get; set; } = [];

    public string Kind { get; set; } = "";

    public bool IsTop { get; set; }

    public int Number { get; set; }

    public static Sample[] Rows(int count, int seed = 1) => [.. Images.Rows(count, seed).Select(row => new Sample
    {
        Image = row.Image, Kind = row.Label, IsTop = row.Label == "class 0", Number = row.Number,
    })];

    public static IDataView View(MLContext ml, int count, int seed = 1) => ml.Data.LoadFromEnumerable(Rows(count, seed));
}
