using Microsoft.ML;
using Microsoft.ML.Data;

namespace Dependencies.Tests.MicrosoftML;

/// <summary>Random rows of three overlapping classes, with a number that depends on the features.</summary>
internal static class TrainerData
{
    public const int Features = 6;

    public static Row[] Rows(int count, int seed = 1)
    {
        var random = new Random(seed);
        var rows = new Row[count];
        for (var i = 0; i < count; i++)
        {
            var label = random.Next(3);
            var x = Enumerable.Range(0, Features).Select(j => (float)(Normal(random) + (j == label ? 1 : 0) + (j == 5 ? 0.5 : 0))).ToArray();
            rows[i] = new Row { Label = (uint)label, Features = x, IsFirst = label == 0, Number = (float)((2 * x[0]) - x[1] + (0.1 * Normal(random)) + 3), Weight = 0.5f + random.NextSingle() };
        }

        return rows;
    }

    public static IDataView View(MLContext ml, Row[] rows) => ml.Data.LoadFromEnumerable(rows);

    /// <summary>How far zero is from the subgradients: of f + penalty * |w| at w, where f has this derivative.</summary>
    public static double Violation(double derivative, double weight, double penalty)
        => weight != 0 ? Math.Abs(derivative + (penalty * Math.Sign(weight))) : Math.Max(0, Math.Abs(derivative) - penalty);

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public sealed class Row
    {
        /// <summary>The class, counted from zero, as ML.NET takes the keys of row classes.</summary>
        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(TrainerData.Features)]
        public float[] Features { get; set; } = [];

        public bool IsFirst { get; set; }

        public float Number { get; set; }

        public float Weight { get; set; }
    }
}
