using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Interop.Tests.Onnx;

/// <summary>
/// A point near the corner of its class, one value of it constant, some points given twice; and a label for each kind of task.
/// </summary>
internal sealed class Point
{
    [VectorType(4)]
    [ColumnName("Point")]
    public float[] Values { get; set; } = [];

    [KeyType(3)]
    public uint Key { get; set; }

    public bool IsTrue { get; set; }

    public float Number { get; set; }

    public static IDataView View(MLContext ml, int count, int seed)
    {
        var random = new Random(seed);
        return ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(i => Create((uint)i % 3, random)).SelectMany(point => new[] { point, point }).Take(count)
                .ToArray());
    }

    private static Point Create(uint kind, Random random) => new()
    {
        Values = [kind + random.NextSingle(), 2 - kind + random.NextSingle(), random.NextSingle(), 7], Key = kind + 1, IsTrue = kind == 2,
        Number = 1000 + kind,
    };
}
