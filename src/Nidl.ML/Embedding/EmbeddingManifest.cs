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

    // 512 x 512 x 512: half a gibibyte.
    private const int LargestCustomRow = 1 << 27;

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

    /// <exception cref="ModelFormatException">It is no manifest, of a newer format, or its parts do not fit together.</exception>
    public static EmbeddingDescription Read(ReadOnlySpan<byte> utf8)
    {
        var transformer = Parse(utf8);
        try
        {
            Check(transformer);
            return transformer;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new ModelFormatException($"The parts of the embedding's manifest must fit together, but: {failure.Message}", failure);
        }
    }

    private static EmbeddingDescription Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            CheckFormat(JsonSerializer.Deserialize<Head>(utf8, _json) ?? throw new JsonException("it is null"));
            return JsonSerializer.Deserialize<EmbeddingManifest>(utf8, _json)!.Transformer;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new ModelFormatException($"The manifest of the embedding must be JSON of format {CurrentFormat}, but: {failure.Message}", failure);
        }
    }

    // Looked at first: the rest of a newer manifest need not make sense to us.
    private static void CheckFormat(Head head)
    {
        if (head.ReadableFrom > CurrentFormat)
            throw new ModelFormatException(
                $"The embedding must be of a format that version {CurrentFormat} of the reader understands, but it is of format {head.Format}, readable from version {head.ReadableFrom}; update Nidl.ML.");
        if (head.ReadableFrom < 1 || head.Format < head.ReadableFrom)
            throw new ModelFormatException($"The embedding must be of a format from 1, readable from that or an older one, but format {head.Format}, readable from version {head.ReadableFrom}, was found.");
    }

    private static void Check(EmbeddingDescription transformer)
    {
        if (transformer.InputColumnName.Length == 0 || transformer.OutputColumnName.Length == 0)
            throw new ModelFormatException("The embedding's columns must have names, but one is empty.");
        if (transformer.EmbeddingCacheBytes < 0)
            throw new ModelFormatException($"The embedding's cache must have a size of at least 0, but {transformer.EmbeddingCacheBytes} was found.");
        // The serializer does not look at the nullability of a list's items.
        if (transformer.History.Epochs.Any(epoch => epoch is null))
            throw new ModelFormatException("The embedding's history must have a result for each epoch, but one is null.");
        // A network of the program's own is tried on rows of the shape that the file says, before its weights can be compared.
        if (transformer.Encoder is CustomEncoder && transformer.InputShape.Size > LargestCustomRow)
            throw new ModelFormatException($"The embedding's custom encoder must take rows of at most {LargestCustomRow} values, but of shape {transformer.InputShape}.");
        transformer.Encoder.CheckInputShape(transformer.InputShape);
    }

    private sealed record Head(int Format, int ReadableFrom);
}
