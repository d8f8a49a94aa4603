using System.IO.Compression;
using System.Text.Json;

namespace Nidl.ML.Losses.Tests.Golden;

/// <summary>Reads the cases of an embedded, compressed golden file.</summary>
internal static class GoldenFile
{
    public static T[] Cases<T>(string name)
    {
        using var compressed = typeof(GoldenFile).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var plain = new GZipStream(compressed, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<Content<T>>(plain, JsonSerializerOptions.Web)!.Cases;
    }

    private sealed record Content<T>(T[] Cases);
}
