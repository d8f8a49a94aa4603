namespace BrainAge;

/// <summary>What is read back of a transformed view.</summary>
public sealed class EmbeddedScan
{
    /// <summary>The embedding.</summary>
    public float[] Embedding { get; set; } = [];

    /// <summary>The age in years.</summary>
    public float Age { get; set; }
}
