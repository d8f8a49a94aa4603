using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.YAware;

/// <summary>
/// A row whose features mix an age, which is also its auxiliary variable, with stronger factors that have nothing to do with it.
/// </summary>
internal sealed class AgeRow
{
    [VectorType(6)]
    public float[] Features { get; set; } = [];

    public float Age { get; set; }

    /// <summary>Gets the age as a count of ticks since the year 1: a large number with small differences.</summary>
    public double Born { get; set; }

    public string Site { get; set; } = "";

    public string Text { get; set; } = "";

    public static AgeRow[] Rows(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(number => Row(random, number))];
    }

    /// <summary>A view of rows in which the site is a key of three values.</summary>
    public static IDataView View(params AgeRow[] rows)
    {
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(rows);
        return ml.Transforms.Conversion.MapValueToKey("Site").Fit(view).Transform(view);
    }

    private static AgeRow Row(Random random, int number)
    {
        var (age, first, second) = (random.NextDouble() * 2 - 1, random.NextDouble() * 4 - 2, random.NextDouble() * 4 - 2);
        double[] features = [first + age, first - age, second, second + age, first + second - age, second - first];
        return new()
        {
            Features = [.. features.Select(value => (float)value)], Age = (float)age, Born = 638e15 + age * 1e7,
            Site = "site " + number % 3,
        };
    }
}
