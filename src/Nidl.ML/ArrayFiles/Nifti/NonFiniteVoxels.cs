using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>Says how voxels that are NaN or infinite are treated.</summary>
[JsonConverter(typeof(NonFiniteVoxelsJsonConverter))]
public enum NonFiniteVoxels
{
    /// <summary>The volume cannot be loaded; the error says how many there are.</summary>
    Refuse,

    /// <summary>They become 0, as in tools that take NaN for "outside of the brain".</summary>
    SetToZero,

    /// <summary>They stay. A training refuses them.</summary>
    Keep,
}

/// <summary>Writes a <see cref="NonFiniteVoxels"/> by its name.</summary>
internal sealed class NonFiniteVoxelsJsonConverter()
    : JsonStringEnumConverter<NonFiniteVoxels>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
