namespace FashionMnist;

/// <summary>What is read back of a transformed view.</summary>
public sealed class EmbeddedImage
{
    /// <summary>The embedding.</summary>
    public float[] Embedding { get; set; } = [];

    /// <summary>The class, 0 to 9.</summary>
    public uint Label { get; set; }
}
