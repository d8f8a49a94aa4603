namespace Nidl.ML.Benchmarks;

/// <summary>A row of a view of files.</summary>
internal sealed class PathRow
{
    public string Path { get; set; } = "";
}
