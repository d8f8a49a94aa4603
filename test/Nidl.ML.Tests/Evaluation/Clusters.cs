using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Evaluation;

/// <summary>
/// Tiny labeled embeddings: a direction for each of three classes, a little noise, and a number that depends on the direction.
/// </summary>
internal static class Clusters
{
    public static readonly string[] Names = ["ant", "bee", "cat"];

    public sealed class Row
    {
        [VectorType(3)]
        public float[] Embedding { get; set; } = [];

        [VectorType(3)]
        public float[] Noise { get; set; } = [];

        public string Name { get; set; } = "";

        public bool IsCat { get; set; }

        public float Size { get; set; }

        public int Index { get; set; }
    }

    public static Row[] Rows(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Create(i % 3, random))];
    }

    public static IDataView View(MLContext ml, int count, int seed = 1) => ml.Data.LoadFromEnumerable(Rows(count, seed));

    /// <summary>The rows with the name as a key, as ML.NET's trainers want it.</summary>
    public static IDataView Keyed(MLContext ml, int count, int seed = 1)
    {
        var names = ml.Data.LoadFromEnumerable(
            Names.Select(name => new Row { Name = name, Embedding = new float[3], Noise = new float[3] }));
        return ml.Transforms.Conversion.MapValueToKey("Name", keyData: ml.Transforms.SelectColumns("Name").Fit(names).Transform(names))
            .Fit(names).Transform(View(ml, count, seed));
    }

    private static Row Create(int label, Random random)
    {
        float[] embedding = [.. Enumerable.Range(0, 3).Select(i => (i == label ? 1 : 0) + 0.2f * (random.NextSingle() - 0.5f))];
        return new Row
        {
            Embedding = embedding,
            Noise = [random.NextSingle(), random.NextSingle(), random.NextSingle()],
            Name = Names[label],
            IsCat = label == 2,
            Size = 2 * embedding[0] - embedding[1] + 3,
            Index = label,
        };
    }
}
