using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// Writes encoder descriptions as JSON and reads them back: the options in camel case after <c>type</c>, which names one of a closed list
/// of encoders. Nothing in the text is resolved to a type by reflection.
/// </summary>
internal static class EncoderJson
{
    private const string TypeProperty = "type";

    private static readonly Dictionary<string, Type> _types = new(StringComparer.Ordinal)
    {
        ["mlp"] = typeof(MlpEncoder),
        ["convNet2d"] = typeof(ConvNet2d),
        ["resNet2d"] = typeof(ResNet2d),
        ["resNet3d"] = typeof(ResNet3d),
        ["denseNet3d"] = typeof(DenseNet3d),
        ["alexNet3d"] = typeof(AlexNet3d),
        ["visionTransformer3d"] = typeof(VisionTransformer3d),
        ["custom"] = typeof(CustomEncoder),
        ["torchScript"] = typeof(TorchScriptEncoder),
    };

    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Gets the description as indented JSON.</summary>
    public static string Serialize(Encoder encoder) => ToNode(encoder).ToJsonString(_options);

    /// <summary>Reads a description.</summary>
    /// <exception cref="ModelFormatException">
    /// The text is not JSON, names an unknown encoder or option, or has a value out of range.
    /// </exception>
    public static Encoder Deserialize(string json)
    {
        try
        {
            return FromNode(JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }));
        }
        catch (JsonException exception)
        {
            throw new ModelFormatException($"The encoder description must be JSON, but: {exception.Message}", exception);
        }
    }

    /// <summary>Gets the description as a JSON object of its own, to stand inside another document.</summary>
    public static JsonObject ToNode(Encoder encoder)
    {
        var name = _types.Single(entry => entry.Value == encoder.GetType()).Key;
        var node = new JsonObject { [TypeProperty] = name };
        foreach (var (option, value) in JsonSerializer.SerializeToNode(encoder, encoder.GetType(), _options)!.AsObject())
            node[option] = value?.DeepClone();
        return node;
    }

    /// <summary>Reads a description that stands inside another document.</summary>
    /// <exception cref="ModelFormatException">The node is no encoder description.</exception>
    public static Encoder FromNode(JsonNode? node)
    {
        if (node is not JsonObject description)
            throw new ModelFormatException(
                "The encoder description must be a JSON object, "
                + $"but a value of kind {node?.GetValueKind() ?? JsonValueKind.Null} was found.");
        try
        {
            var type = FindType(description);
            var options = (JsonObject)description.DeepClone();
            options.Remove(TypeProperty);
            return (Encoder)options.Deserialize(type, _options)!;
        }
        catch (Exception exception)
            when (exception is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new ModelFormatException($"The encoder description must hold valid options, but: {exception.Message}", exception);
        }
    }

    private static Type FindType(JsonObject description)
    {
        var known = string.Join(", ", _types.Keys);
        if (description[TypeProperty] is not JsonValue value || !value.TryGetValue(out string? name))
            throw new ModelFormatException($"The encoder description must name its '{TypeProperty}', one of {known}.");
        return _types.TryGetValue(name, out var type)
            ? type
            : throw new ModelFormatException($"The encoder type must be one of {known}, but '{name}' was found.");
    }
}

/// <summary>Lets an <see cref="Encoder"/> stand as a property of a JSON document.</summary>
internal sealed class EncoderJsonConverter : JsonConverter<Encoder>
{
    public override Encoder Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        EncoderJson.FromNode(JsonNode.Parse(ref reader));

    public override void Write(Utf8JsonWriter writer, Encoder value, JsonSerializerOptions options) =>
        EncoderJson.ToNode(value).WriteTo(writer, options);
}
