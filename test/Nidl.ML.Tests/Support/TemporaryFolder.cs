namespace Nidl.ML.Tests;

/// <summary>A folder of a test's own, deleted with all that is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("nidl-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Gets the names of the files in it.</summary>
    public string[] Names => [.. Directory.GetFiles(Path).Select(Relative).Order(StringComparer.Ordinal)];

    /// <summary>Gets all that is in it, files and folders at any depth.</summary>
    public string[] Entries =>
        [.. Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories).Select(Relative).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private string Relative(string entry) => System.IO.Path.GetRelativePath(Path, entry);
}
