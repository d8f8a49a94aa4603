using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>Some training rows, dense and behind each other.</summary>
internal sealed class RowBlock(int features)
{
    public const int Capacity = 256;

    public float[] Features { get; } = new float[Capacity * features];

    public float[] Labels { get; } = new float[Capacity];

    public float[] Weights { get; } = new float[Capacity];

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    public ReadOnlySpan<float> Row(int index) => Features.AsSpan(index * features, features);

    public void Clear() => Count = 0;

    public void Add(TrainingData.Rows rows)
    {
        rows.Features.CopyTo(Features.AsSpan(Count * features, features));
        Labels[Count] = rows.Label;
        Weights[Count++] = rows.Weight;
    }

    /// <summary>All rows of a pass: each block in its own memory, or one block again and again.</summary>
    public static IEnumerable<RowBlock> Read(TrainingData.Rows rows, int features, bool reuse)
    {
        var block = new RowBlock(features);
        while (rows.MoveNext())
        {
            block.Add(rows);
            if (!block.IsFull) continue;
            yield return block;
            if (reuse) block.Clear();
            else block = new RowBlock(features);
        }

        if (block.Count > 0) yield return block;
    }
}
