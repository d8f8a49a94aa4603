using Microsoft.ML.Data;

namespace Nidl.ML.Tests;

/// <summary>A row that brings both of its views, and columns that cannot be its second view.</summary>
internal sealed class PairRow
{
    [VectorType(4)]
    public float[] First { get; set; } = [];

    [VectorType(4)]
    public float[] Second { get; set; } = [];

    [VectorType(2, 2)]
    public float[] Square { get; set; } = [];

    [VectorType(5)]
    public float[] Wide { get; set; } = [];

    public string Text { get; set; } = "";

    public float Age { get; set; }

    /// <summary>Rows whose two views are equal but for noise.</summary>
    public static PairRow[] Rows(int count, float noise = 0.1f)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, count).Select(row =>
        {
            float[] first = [.. Enumerable.Range(0, 4).Select(_ => random.NextSingle() * 2 - 1)];
            return new PairRow
            {
                First = first,
                Second = [.. first.Select(value => value + noise * random.NextSingle())],
                Square = [.. first],
                Wide = [.. first, 0],
                Age = row,
            };
        })];
    }
}
