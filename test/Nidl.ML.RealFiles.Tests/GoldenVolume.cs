using System.Security.Cryptography;
using System.Text.Json;

namespace Nidl.ML.RealFiles.Tests;

/// <summary>What nibabel 5.0.0 reads of a file that a Debian package installs.</summary>
public sealed record GoldenVolume
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Package { get; init; } = "";

    public string Path { get; init; } = "";

    public string Sha256 { get; init; } = "";

    public int[] Shape { get; init; } = [];

    public int[] CanonicalShape { get; init; } = [];

    public int Datatype { get; init; }

    public double[][] Affine { get; init; } = [];

    public string Orientation { get; init; } = "";

    public double[] Effective { get; init; } = [];

    public double VoxOffset { get; init; }

    public bool Finite { get; init; }

    public double Mean { get; init; }

    public double Std { get; init; }

    public double Min { get; init; }

    public double Max { get; init; }

    public Voxel[] Voxels { get; init; } = [];

    public Voxel[] CanonicalVoxels { get; init; } = [];

    /// <summary>Gets the installed file.</summary>
    public string File => "/" + Path;

    public static IReadOnlyList<GoldenVolume> All { get; } = Read();

    /// <summary>Gets the file's SHA-256, as the values know it.</summary>
    public string HashOfFile() => Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(File)));

    public override string ToString() => System.IO.Path.GetFileName(Path);

    private static GoldenVolume[] Read()
    {
        using var stream = typeof(GoldenVolume).Assembly.GetManifestResourceStream("nifti.json")!;
        return JsonSerializer.Deserialize<Content>(stream, s_json)!.Files;
    }

    /// <summary>A voxel by its indices, the first of the file's fastest axis.</summary>
    public sealed record Voxel(int[] Index, JsonElement Value)
    {
        /// <summary>Gets the value as Single; NaN is written as text.</summary>
        public float Single => Value.ValueKind == JsonValueKind.String && Value.GetString() == "nan" ? float.NaN : (float)Value.GetDouble();
    }

    private sealed record Content(GoldenVolume[] Files);
}
