using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>Says where the channels stand among the dimensions of a row, for example of an image.</summary>
[JsonConverter(typeof(InputLayoutJsonConverter))]
public enum InputLayout
{
    /// <summary>Channel after channel, (channels, height, width): what <c>ExtractPixels</c> gives, and what the networks take.</summary>
    ChannelsFirst,

    /// <summary>
    /// Pixel after pixel with all of its channels, (height, width, channels), as NumPy and most image libraries have them.
    /// </summary>
    ChannelsLast,
}

/// <summary>Writes an <see cref="InputLayout"/> by its name.</summary>
internal sealed class InputLayoutJsonConverter() : JsonStringEnumConverter<InputLayout>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false);
