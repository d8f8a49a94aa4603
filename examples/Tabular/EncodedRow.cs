namespace Tabular;

/// <summary>What is read back of a transformed view.</summary>
public sealed class EncodedRow
{
    /// <summary>The columns, each with mean 0 and variance 1.</summary>
    public float[] Columns { get; set; } = [];

    /// <summary>The embedding.</summary>
    public float[] Embedding { get; set; } = [];

    /// <summary>The digit.</summary>
    public uint Label { get; set; }
}
