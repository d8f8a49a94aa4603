using System.Text.Json;

namespace Nidl.ML;

/// <summary>What a checkpoint says in words and numbers; weights and the optimizer's moments stand beside it.</summary>
/// <param name="WrittenBy">The package and version that wrote it.</param>
/// <param name="Identity">The training.</param>
/// <param name="Position">Where the training stands.</param>
/// <param name="Best">What is remembered of the best epochs.</param>
internal sealed record CheckpointManifest(string WrittenBy, CheckpointIdentity Identity, TrainingPosition Position, BestEpochs Best)
{
    public byte[] Write() => ManifestJson.Write(this);

    /// <exception cref="ModelFormatException">It is no manifest.</exception>
    public static CheckpointManifest Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return ManifestJson.Read<CheckpointManifest>(utf8);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new ModelFormatException($"its manifest is no JSON of a checkpoint: {failure.Message}", failure);
        }
    }
}
