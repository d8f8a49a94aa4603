namespace RotationAngle;

/// <summary>Features of an image, pixels or an embedding, with its angle.</summary>
public sealed class AngleFeatures
{
    /// <summary>The features.</summary>
    public float[] Features { get; set; } = [];

    /// <summary>The angle in degrees.</summary>
    public float Angle { get; set; }
}
