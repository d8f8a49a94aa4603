using System.IO.Compression;
using System.Text.Json;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Golden;

/// <summary>Two sets of embeddings and what the reference makes of them.</summary>
internal sealed record GoldenMetrics(long N, long D, double[] Z1, double[] Z2, GoldenMetrics.Value[] Values)
{
    /// <summary>One figure, with its settings; those of other figures are null.</summary>
    public sealed record Value(
        string Metric, [property: System.Text.Json.Serialization.JsonPropertyName("value")] double Expected, double? Alpha, bool? Normalize,
        double? T, int? TopK, double? Eps);

    public static IReadOnlyList<GoldenMetrics> Cases()
    {
        using var compressed = typeof(GoldenMetrics).Assembly.GetManifestResourceStream("metrics.json.gz")
            ?? throw new FileNotFoundException("metrics.json.gz");
        using var plain = new GZipStream(compressed, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<Content>(plain, JsonSerializerOptions.Web)!.Cases;
    }

    /// <summary>The two sets as tensors of Float64, (N, D), in the caller's dispose scope.</summary>
    public (Tensor Z1, Tensor Z2) Embeddings() => (tensor(Z1, [N, D]), tensor(Z2, [N, D]));

    private sealed record Content(GoldenMetrics[] Cases);
}
