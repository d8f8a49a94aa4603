using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>Writes training options as JSON into a model's manifest: a note for people and for the report; nothing is read back.</summary>
internal static class OptionsNote
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new TypedNote<OptimizerOptions>(), new TypedNote<LearningRateSchedule>(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Gets the options as a JSON object, without the device, which belongs to the machine and not to the model.</summary>
    public static JsonElement Write(TrainingOptions options)
    {
        try
        {
            var node = JsonSerializer.SerializeToNode(options, options.GetType(), _json)!.AsObject();
            node.Remove(_json.PropertyNamingPolicy!.ConvertName(nameof(TrainingOptions.Device)));
            return JsonSerializer.SerializeToElement(node);
        }
        catch (NotSupportedException)
        {
            // An augmentation of the caller's own may have properties that JSON cannot hold; a note must not end a finished training.
            return JsonSerializer.SerializeToElement(new JsonObject { ["text"] = (options with { Device = null }).ToString() });
        }
    }
}
