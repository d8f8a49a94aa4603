using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The zip archive that a model is written to. Entries are buffered, since components write their sub-models before they are done.</summary>
internal sealed class RepositoryWriter : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly HashSet<string> _names = [];

    private RepositoryWriter(Stream stream) => _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);

    public static RepositoryWriter CreateNew(Stream stream, IExceptionContext context)
    {
        var repository = new RepositoryWriter(stream);
        repository.Add("TrainingInfo", "Version.txt", System.Text.Encoding.UTF8.GetBytes("5.0.0 (offline subset)\n"));
        return repository;
    }

    public static string Join(string directory, string name) => string.IsNullOrEmpty(directory) ? name : $"{directory}/{name}";

    public void Add(string directory, string name, ReadOnlySpan<byte> content)
    {
        var path = Join(directory, name);
        Contracts.CheckParam(!path.Contains("..", StringComparison.Ordinal), nameof(name), "A path in a model has no '..'");
        if (!_names.Add(path)) throw Contracts.ExceptParam(nameof(name), $"Duplicate entry: '{path}'");
        using var entry = _archive.CreateEntry(path).Open();
        entry.Write(content);
    }

    public void Dispose() => _archive.Dispose();
}

/// <summary>The zip archive that a model is read from.</summary>
internal sealed class RepositoryReader : IDisposable
{
    private readonly ZipArchive _archive;

    private RepositoryReader(Stream stream) => _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);

    public static RepositoryReader Open(Stream stream) => new(stream);

    /// <summary>The entry in memory, or null. Both slashes are understood, as models are also written on Windows.</summary>
    public MemoryStream OpenEntryOrNull(string directory, string name)
    {
        var path = RepositoryWriter.Join(directory, name);
        var entry = _archive.Entries.FirstOrDefault(e => e.FullName.Replace('\\', '/') == path);
        if (entry is null) return null;
        using var stream = entry.Open();
        var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }

    public void Dispose() => _archive.Dispose();
}
