using System.Text.Json;

namespace Nidl.ML;

/// <summary>The readable head of our parts of a model file.</summary>
/// <param name="Format">The version of the format.</param>
/// <param name="ReadableFrom">The oldest version of the format whose reader understands it.</param>
/// <param name="WrittenBy">The package and version that wrote it.</param>
/// <param name="Transformer">The transformer; weights stand beside it.</param>
internal sealed record ModelManifest<TDescription>(int Format, int ReadableFrom, string WrittenBy, TDescription Transformer)
{
    public byte[] Write() => ManifestJson.Write(this);
}

/// <summary>Reads manifests of any kind.</summary>
internal static class ModelManifest
{
    /// <summary>Reads what a manifest says of its transformer.</summary>
    /// <param name="utf8">The manifest.</param>
    /// <param name="part">What the part is called in messages.</param>
    /// <param name="reader">The version of the reader.</param>
    /// <param name="check">Throws if the parts of the description do not fit together.</param>
    /// <exception cref="ModelFormatException">It is no manifest, of a newer format, or its parts do not fit together.</exception>
    public static TDescription Read<TDescription>(byte[] utf8, string part, int reader, Action<TDescription> check)
    {
        var description = Parse<TDescription>(utf8, part, reader);
        try
        {
            check(description);
            return description;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or OverflowException or JsonException)
        {
            throw new ModelFormatException($"The parts of the {part}'s manifest must fit together, but: {failure.Message}", failure);
        }
    }

    private static TDescription Parse<TDescription>(byte[] utf8, string part, int reader)
    {
        try
        {
            // Looked at first: the rest of a newer manifest need not make sense to us.
            ManifestJson.Read<FormatVersion>(utf8).Check(part, reader);
            return ManifestJson.Read<ModelManifest<TDescription>>(utf8).Transformer ?? throw new JsonException("'transformer' is null");
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new ModelFormatException($"The manifest of the {part} must be JSON of format {reader}, but: {failure.Message}", failure);
        }
    }
}
