namespace RotationAngle;

/// <summary>What is read back of a transformed view.</summary>
public sealed class EmbeddedImage
{
    /// <summary>The embedding.</summary>
    public float[] Embedding { get; set; } = [];

    /// <summary>The angle in degrees.</summary>
    public float Angle { get; set; }
}
