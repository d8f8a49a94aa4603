using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>NumPy's <c>.npy</c> files.</summary>
internal sealed record NpyFormat : IArrayFormat
{
    [JsonIgnore]
    public string MethodName => nameof(NpyCatalog.LoadArrays);

    public ArrayGrid ReadGrid(string path)
    {
        using var stream = Open(path);
        return new(NpyHeader.Read(stream).Shape, Affine: null);
    }

    public void Read(string path, ArrayGrid grid, Span<float> destination)
    {
        using var stream = Open(path);
        NpyReader.Read(stream, grid.Shape, destination);
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, FileOptions.SequentialScan);
}
