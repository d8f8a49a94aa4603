using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// Names axes of an image or a volume: those of its pixels or voxels, or those of the body, which a <see cref="VolumeAffine"/> finds among
/// a volume's.
/// </summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<SpatialAxes>))]
public enum SpatialAxes
{
    /// <summary>No axis.</summary>
    None = 0,

    /// <summary>The first spatial axis of a volume, (channels, depth, height, width); images have none.</summary>
    Depth = 1,

    /// <summary>The axis of the rows of pixels or voxels, the last but one: mirrored along it, an image stands on its head.</summary>
    Height = 2,

    /// <summary>The last axis: mirrored along it, left and right of an image change places.</summary>
    Width = 4,

    /// <summary>The axis of a volume that is closest to left and right.</summary>
    LeftRight = 8,

    /// <summary>The axis of a volume that is closest to posterior and anterior.</summary>
    PosteriorAnterior = 16,

    /// <summary>The axis of a volume that is closest to inferior and superior.</summary>
    InferiorSuperior = 32,
}
