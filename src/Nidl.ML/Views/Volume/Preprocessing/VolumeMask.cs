using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// Lists the voxels of a channel that its statistics are computed from. If a channel has none of them, all voxels are used.
/// </summary>
[JsonConverter(typeof(VolumeMaskJsonConverter))]
public enum VolumeMask
{
    /// <summary>All voxels.</summary>
    All,

    /// <summary>Those above 0, which leaves out the background of a skull-stripped brain.</summary>
    Positive,

    /// <summary>Those above the channel's mean, a rough foreground of a head with its background.</summary>
    AboveMean,
}

/// <summary>Writes a <see cref="VolumeMask"/> by its name.</summary>
internal sealed class VolumeMaskJsonConverter() : JsonStringEnumConverter<VolumeMask>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false);
