using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// Lists the values that volumes can be padded with. Axes are padded one after the other, so that corners are padded thrice.
/// </summary>
[JsonConverter(typeof(VolumePaddingJsonConverter))]
public enum VolumePadding
{
    /// <summary>A fixed value.</summary>
    Constant,

    /// <summary>The outermost plane, again and again.</summary>
    Edge,

    /// <summary>The volume mirrored at its outermost planes, which are not repeated.</summary>
    Reflect,

    /// <summary>The volume mirrored at its border, so that the outermost planes stand twice.</summary>
    Symmetric,

    /// <summary>The largest value of each line along the axis.</summary>
    Maximum,

    /// <summary>The smallest value of each line along the axis.</summary>
    Minimum,

    /// <summary>The mean of each line along the axis.</summary>
    Mean,

    /// <summary>The median of each line along the axis.</summary>
    Median,
}

/// <summary>Writes a <see cref="VolumePadding"/> by its name.</summary>
internal sealed class VolumePaddingJsonConverter() : JsonStringEnumConverter<VolumePadding>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false);
