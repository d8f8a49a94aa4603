using System.IO.Compression;
using System.Text.Json;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Golden;

/// <summary>A volume, a transform with its settings (those of others are null), and what the reference makes of the volume.</summary>
internal sealed record GoldenTransform(
    string Transform, GoldenTransform.Settings Params, long[] InputShape, double[] Input, long[] OutputShape, double[] Output)
{
    public sealed record Settings(
        int[]? TargetShape, string? PaddingMode, double[]? OutMinMax, double[]? Percentiles, int? Axis, double? Sigma);

    /// <summary>The reference's tolerance.</summary>
    public double Tolerance => 1e-9 * Math.Max(1, Output.Max(Math.Abs));

    /// <summary>The cases of one transform; fails if there are none.</summary>
    public static IReadOnlyList<GoldenTransform> Cases(string transform)
    {
        using var compressed = typeof(GoldenTransform).Assembly.GetManifestResourceStream("transforms.json.gz")
            ?? throw new FileNotFoundException("transforms.json.gz");
        using var plain = new GZipStream(compressed, CompressionMode.Decompress);
        GoldenTransform[] cases = [
            .. JsonSerializer.Deserialize<Content>(plain, JsonSerializerOptions.Web)!.Cases.Where(one => one.Transform == transform)];
        Assert.IsNotEmpty(cases);
        return cases;
    }

    /// <summary>The volume as a batch of one, Float64, in the caller's dispose scope.</summary>
    public Tensor Batch() => tensor(Input, [1, .. InputShape]);

    private sealed record Content(GoldenTransform[] Cases);
}
