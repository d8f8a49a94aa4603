namespace Nidl.ML;

/// <summary>
/// Names axes of a volume: those of its voxels, or those of the body, which a <see cref="VolumeAffine"/> finds among them.
/// </summary>
[Flags]
public enum VolumeAxes
{
    /// <summary>No axis.</summary>
    None = 0,

    /// <summary>The first spatial axis of (channels, depth, height, width).</summary>
    Depth = 1,

    /// <summary>The second spatial axis.</summary>
    Height = 2,

    /// <summary>The third spatial axis.</summary>
    Width = 4,

    /// <summary>The axis that is closest to left and right.</summary>
    LeftRight = 8,

    /// <summary>The axis that is closest to posterior and anterior.</summary>
    PosteriorAnterior = 16,

    /// <summary>The axis that is closest to inferior and superior.</summary>
    InferiorSuperior = 32,
}
