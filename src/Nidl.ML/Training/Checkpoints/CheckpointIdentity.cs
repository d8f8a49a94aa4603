using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nidl.ML;

/// <summary>What a training is: a checkpoint continues only one that is the same in all of it.</summary>
/// <param name="Method">The method.</param>
/// <param name="InputShape">The shape of one row's features.</param>
/// <param name="Encoder">The encoder in force.</param>
/// <param name="Seed">The seed in force.</param>
/// <param name="Data">The fingerprint of the training rows.</param>
/// <param name="ValidationData">The fingerprint of the validation rows; null without.</param>
/// <param name="Options">The options that decide what the weights become.</param>
/// <param name="Precision">What the encoder computes with: the precision in force.</param>
internal sealed record CheckpointIdentity(
    string Method, string InputShape, JsonNode Encoder, int Seed, string Data, string? ValidationData, JsonNode Options,
    Precision Precision = Precision.Float32)
{
    private const string NumberOfEpochs = nameof(TrainingOptions.NumberOfEpochs);
    private const string MaximumSteps = nameof(TrainingOptions.MaximumSteps);

    // Named elsewhere in the identity, or without influence on the weights.
    private static readonly string[] _ignored =
    [
        nameof(TrainingOptions.Encoder), nameof(TrainingOptions.InputShape), nameof(TrainingOptions.InputLayout),
        nameof(TrainingOptions.Seed), nameof(TrainingOptions.Device),
        nameof(TrainingOptions.Embedding), nameof(TrainingOptions.Precision),
    ];

    /// <exception cref="ArgumentException">
    /// An option, for example of an augmentation of the caller's own, cannot be written as JSON.
    /// </exception>
    public static CheckpointIdentity Create(
        string method, TrainingPlan plan, TrainingOptions options, int seed, TrainingData data, Precision precision) => new(
        method,
        plan.InputShape.ToString(),
        EncoderJson.ToNode(plan.Encoder),
        seed,
        Fingerprint(data.Training, options),
        data.Validation is { } validation ? Fingerprint(validation, options) : null,
        Write(options),
        precision);

    /// <summary>Lists what is not the same in a checkpoint; a larger number of epochs or steps is none of it.</summary>
    public IReadOnlyList<string> DifferencesFrom(CheckpointIdentity saved) => [.. Compare(
        "", JsonSerializer.SerializeToNode(saved with { Options = Extended(saved.Options, Options) }),
        JsonSerializer.SerializeToNode(this))];

    // Of the rows of all processes.
    private static string Fingerprint(IBatchSource rows, TrainingOptions options) => options.RowsPerProcess == RowsPerProcess.All
        ? DataFingerprint.Of(rows)
        : string.Join(", ", options.Processes.Exchange(DataFingerprint.Of(rows)));

    private static JsonNode Write(TrainingOptions options)
    {
        try
        {
            var node = OptionsNote.Write(options);
            foreach (var name in _ignored)
                node.Remove(name);
            return node;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever a property of an augmentation of the caller's own does or holds.
            throw new ArgumentException(
                $"Checkpoints need options that can be written as JSON, but: {TorchFailure.CauseOf(failure).TrimEnd('.')}. "
                + "Mark what cannot with [JsonIgnore].",
                nameof(TrainingOptions.Checkpoints), failure);
        }
    }

    private static JsonNode Extended(JsonNode saved, JsonNode current)
    {
        var options = saved.DeepClone();
        foreach (var name in new[] { NumberOfEpochs, MaximumSteps })
            if (Length(current[name]) >= Length(options[name]))
                options[name] = current[name]?.DeepClone();
        return options;
    }

    private static long Length(JsonNode? node) => node?.GetValue<int>() ?? long.MaxValue;

    private static IEnumerable<string> Compare(string name, JsonNode? saved, JsonNode? current)
    {
        if (saved is JsonObject before && current is JsonObject now)
            return before.Select(entry => entry.Key).Union(now.Select(entry => entry.Key))
                .SelectMany(key => Compare(name is "" or "Options" ? key : $"{name}.{key}", before[key], now[key]));
        return Text(saved) == Text(current)
            ? []
            : [$"{name} is {Text(saved)} in the checkpoint and {Text(current)} here"];
    }

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";
}
