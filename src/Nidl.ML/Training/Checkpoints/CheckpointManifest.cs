using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>What a checkpoint says in words and numbers; weights and the optimizer's moments stand beside it.</summary>
/// <param name="WrittenBy">The package and version that wrote it.</param>
/// <param name="Identity">The training.</param>
/// <param name="Position">Where the training stands.</param>
/// <param name="Best">What is remembered of the best epochs.</param>
internal sealed record CheckpointManifest(string WrittenBy, CheckpointIdentity Identity, TrainingPosition Position, BestEpochs Best)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Gets the name of this package and its version.</summary>
    public static string Writer => $"Nidl.ML {typeof(CheckpointManifest).Assembly.GetName().Version}";

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, _json);

    /// <exception cref="ModelFormatException">It is no manifest.</exception>
    public static CheckpointManifest Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<CheckpointManifest>(utf8, _json) ?? throw new JsonException("it is null");
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new ModelFormatException($"its manifest is no JSON of a checkpoint: {failure.Message}", failure);
        }
    }
}

/// <summary>What early stopping, the keeper of the best model and the keeper of the best checkpoint remember; null where there is none.</summary>
internal sealed record BestEpochs(BestEpoch.Memory? EarlyStopping, BestEpoch.Memory? Model, BestEpoch.Memory? Checkpoint);
