namespace FewLabels;

/// <summary>
/// Makes up a table: each row has a few hidden quantities around the center of its class; each measurement is a bent mixture of them with
/// noise. Measurements of a row thus share what the class depends on, which is what corrupting some of them teaches an encoder.
/// </summary>
public static class HiddenFactors
{
    /// <summary>The number of measurements of a row.</summary>
    public const int MeasurementCount = 40;

    private const int FactorCount = 6;
    private const double Spread = 0.9;
    private const double Noise = 0.6;

    private static readonly string[] _classes = ["red", "green", "blue", "violet"];

    /// <summary>Makes rows; equal seeds make equal rows.</summary>
    public static IReadOnlyList<Row> Rows(int count, int seed)
    {
        var random = new Random(seed);
        var centers = _classes.Select(_ => Normals(random, FactorCount)).ToArray();
        var mixing = Enumerable.Range(0, MeasurementCount).Select(_ => Normals(random, FactorCount)).ToArray();
        return [.. Enumerable.Range(0, count).Select(_ => Create(random.Next(_classes.Length), centers, mixing, random))];
    }

    private static Row Create(int label, double[][] centers, double[][] mixing, Random random)
    {
        var factors = centers[label].Zip(Normals(random, FactorCount), (center, deviation) => center + Spread * deviation).ToArray();
        var noise = Normals(random, MeasurementCount);
        return new Row
        {
            Features = [
                .. mixing.Select(
                    (weights, i) => (float)(
                        Math.Tanh(weights.Zip(factors, (weight, factor) => weight * factor).Sum()) + Noise * noise[i]))],
            Label = _classes[label],
        };
    }

    // Box and Muller's method.
    private static double[] Normals(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(
            _ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
}
