using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>Lists which voxels of a channel statistics are taken of. Where a channel has none of them, all count.</summary>
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
