using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>Lists the ways to interpolate values between voxels.</summary>
[JsonConverter(typeof(VolumeInterpolationJsonConverter))]
public enum VolumeInterpolation
{
    /// <summary>Linearly along each axis; beyond the outermost voxels their values hold.</summary>
    Linear,

    /// <summary>The nearest voxel's value, of two equally near ones the latter: for labels.</summary>
    Nearest,
}

/// <summary>Writes a <see cref="VolumeInterpolation"/> by its name.</summary>
internal sealed class VolumeInterpolationJsonConverter() : JsonStringEnumConverter<VolumeInterpolation>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false);
