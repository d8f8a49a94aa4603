using Microsoft.ML.Data;

namespace Stranger;

public sealed class Point
{
    [VectorType(6)]
    public float[] Features { get; set; } = [];

    public string Label { get; set; } = "";

    /// <summary>Points of three classes, around three corners.</summary>
    public static Point[] Some(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(number => new Point
        {
            Features = [.. Enumerable.Range(0, 6).Select(i => (i / 2 == number % 3 ? 1f : 0f) + 0.2f * random.NextSingle())],
            Label = $"corner {number % 3}",
        })];
    }
}

public sealed class Prediction
{
    public float[] Embedding { get; set; } = [];

    public string PredictedLabel { get; set; } = "";
}
