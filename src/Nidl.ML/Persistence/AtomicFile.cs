namespace Nidl.ML;

/// <summary>Writes files that are whole at any moment: beside the final name, flushed to the disk, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>How the names of files go on that were never finished, behind the final name: what a killed process leaves.</summary>
    public const string TemporaryPattern = ".*.tmp";

    /// <summary>
    /// Calls <paramref name="write"/> with a stream and puts what it wrote at <paramref name="path"/>, in place of a file of that name.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; one of that name is as it was.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        // In the same folder, since a rename is atomic within one file system only.
        var temporary = $"{Path.GetFullPath(path)}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
