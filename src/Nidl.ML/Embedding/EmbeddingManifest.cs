using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>The readable head of our part of a model file.</summary>
/// <param name="Format">The version of the format.</param>
/// <param name="ReadableFrom">The oldest version of the format whose reader understands it.</param>
/// <param name="WrittenBy">The package and version that wrote it.</param>
/// <param name="Transformer">The transformer but for its weights.</param>
internal sealed record EmbeddingManifest(int Format, int ReadableFrom, string WrittenBy, EmbeddingDescription Transformer)
{
    /// <summary>The version that this code writes, and the newest that it reads. 1: the first.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new EncoderJsonConverter() },
    };

    public static byte[] Write(EmbeddingDescription transformer) =>
        JsonSerializer.SerializeToUtf8Bytes(new EmbeddingManifest(CurrentFormat, 1, $"Nidl.ML {typeof(EmbeddingManifest).Assembly.GetName().Version}", transformer), _json);

    /// <exception cref="ModelFormatException">It is no manifest, or of a newer format.</exception>
    public static EmbeddingDescription Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            RefuseNewer(utf8);
            return Check(JsonSerializer.Deserialize<EmbeddingManifest>(utf8, _json)?.Transformer ?? throw new JsonException("it is null"));
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new ModelFormatException($"The manifest of the embedding must be JSON of format {CurrentFormat}, but: {failure.Message}", failure);
        }
    }

    // Looked at first: the rest of a newer manifest need not make sense to us.
    private static void RefuseNewer(ReadOnlySpan<byte> utf8)
    {
        var head = JsonSerializer.Deserialize<Head>(utf8, _json);
        if (head is { ReadableFrom: > CurrentFormat })
            throw new ModelFormatException(
                $"The embedding must be of a format that version {CurrentFormat} of the reader understands, but it is of format {head.Format}, readable from version {head.ReadableFrom}; update Nidl.ML.");
    }

    private static EmbeddingDescription Check(EmbeddingDescription transformer)
    {
        if (transformer.InputColumnName.Length == 0 || transformer.OutputColumnName.Length == 0 || transformer.EmbeddingCacheBytes < 0)
            throw new JsonException("a column's name is empty or the cache's size is negative");
        transformer.Encoder.CheckInputShape(transformer.InputShape);
        return transformer;
    }

    private sealed record Head(int Format, int ReadableFrom);
}
