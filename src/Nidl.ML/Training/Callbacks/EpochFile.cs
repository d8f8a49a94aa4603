using System.Text;

namespace Nidl.ML;

/// <summary>
/// A file with a line for each epoch. Every line is written and flushed by itself and the file is closed in between, so that it is whole
/// after a kill; a resumed training writes the epochs before it anew.
/// </summary>
internal sealed class EpochFile(string path, string? header, Func<EpochResult, string> line)
{
    public void Begin(IReadOnlyList<EpochResult> finished)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        IEnumerable<string> lines = [.. header is null ? Array.Empty<string>() : [header], .. finished.Select(line)];
        Write(FileMode.Create, string.Concat(lines.Select(text => text + "\n")));
    }

    public void Append(EpochResult epoch) => Write(FileMode.Append, line(epoch) + "\n");

    private void Write(FileMode mode, string text)
    {
        using var file = new FileStream(path, mode, FileAccess.Write, FileShare.Read);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
