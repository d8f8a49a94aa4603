namespace Nidl.ML.Tests;

/// <summary>A transformed row, as an application reads it.</summary>
internal sealed class EmbeddedRow
{
    public float[] Embedding { get; set; } = [];

    public int Number { get; set; }
}
