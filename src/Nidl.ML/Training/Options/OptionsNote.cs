using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>Training options as JSON, for a model's manifest and for the identity of a checkpoint; nothing is read back.</summary>
internal static class OptionsNote
{
    private static readonly JsonSerializerOptions _named = Create(null);
    private static readonly JsonSerializerOptions _camelCase = Create(JsonNamingPolicy.CamelCase);

    /// <summary>Gets the options under their own names.</summary>
    /// <exception cref="NotSupportedException">
    /// One of them, for example of an augmentation of the caller's own, cannot be written as JSON.
    /// </exception>
    /// <exception cref="JsonException">One of them refers to itself.</exception>
    public static JsonObject Write(TrainingOptions options) => Write(options, _named);

    /// <summary>
    /// Gets the options for a model's manifest, a note for people and for the report, without the device, which belongs to the machine and
    /// not to the model.
    /// </summary>
    public static JsonElement ForManifest(TrainingOptions options)
    {
        try
        {
            var note = Write(options, _camelCase);
            note.Remove(JsonNamingPolicy.CamelCase.ConvertName(nameof(TrainingOptions.Device)));
            return JsonSerializer.SerializeToElement(note);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A note must not end a finished training, whatever a property of an augmentation of the caller's own does.
            return JsonSerializer.SerializeToElement(new JsonObject { ["text"] = Describe(options with { Device = null }) });
        }
    }

    private static string Describe(TrainingOptions options)
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            // A record writes its numbers by the culture of the thread.
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return options.ToString();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return options.GetType().Name;
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static JsonObject Write(TrainingOptions options, JsonSerializerOptions json) =>
        JsonSerializer.SerializeToNode(options, options.GetType(), json)!.AsObject();

    private static JsonSerializerOptions Create(JsonNamingPolicy? names) => new()
    {
        PropertyNamingPolicy = names,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new TypedNote<OptimizerOptions>(), new TypedNote<LearningRateSchedule>(), new JsonStringEnumConverter(names) },
    };
}
