using System.IO.Compression;

namespace Nidl.ML;

/// <summary>
/// Looks at a model file, a zip archive, before ML.NET unpacks any of it: names that leave the archive, names that two readers could take
/// for different entries, sizes out of all proportion and entries that do not match their checksums are refused.
/// </summary>
/// <remarks>
/// The unpacked size that an entry declares is also the most that .NET unpacks of it, so the check bounds what loading takes. The checksums
/// matter because ML.NET 5.0.0 never ends on an array that is announced longer than its entry: it reads on at the end of the file.
/// </remarks>
internal static class ModelArchive
{
    /// <summary>The entries that a model may have.</summary>
    public const int MaximumEntries = 65_536;

    /// <summary>The folders that an entry's name may have: ML.NET's reader goes one level down the stack for each.</summary>
    public const int MaximumDepth = 64;

    /// <summary>The unpacked bytes that are always allowed.</summary>
    public const long AllowedBytes = 256L << 20;

    /// <summary>Beyond <see cref="AllowedBytes"/>, how many times the size of the file the unpacked bytes may come to.</summary>
    public const int AllowedRatio = 100;

    /// <summary>Checks an archive; the stream is at its start afterwards.</summary>
    /// <param name="stream">The file; it can seek.</param>
    /// <exception cref="ModelFormatException">It is no zip archive, or one that no model needs.</exception>
    public static void Check(Stream stream)
    {
        stream.Position = 0;
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            CheckNames(archive.Entries);
            CheckSizes(archive.Entries, stream.Length);
            CheckContents(archive.Entries);
        }
        catch (Exception failure)
            when (failure is InvalidDataException or IOException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new ModelFormatException($"it must be a zip archive, but: {failure.Message}", failure);
        }
        stream.Position = 0;
    }

    private static void CheckNames(IReadOnlyCollection<ZipArchiveEntry> entries)
    {
        if (entries.Count > MaximumEntries)
            throw new ModelFormatException($"a model has at most {MaximumEntries} entries, but {entries.Count} were found.");
        // ML.NET takes both slashes for the same and finds unpacked entries whatever their case.
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries)
        {
            var name = entry.FullName.Replace('\\', '/');
            if (!IsInside(name))
                throw new ModelFormatException(
                    $"an entry must have a relative name of at most {MaximumDepth} folders without '..', but '{Shorten(name)}' was found.");
            if (!names.Add(name))
                throw new ModelFormatException($"an entry must have a name of its own, but '{Shorten(name)}' was found twice.");
        }
    }

    private static bool IsInside(string name) =>
        name.Length > 0 && name[0] != '/' && !name.Contains("..", StringComparison.Ordinal) && !name.Contains(':', StringComparison.Ordinal)
        && !name.Any(char.IsControl) && name.Count(character => character == '/') <= MaximumDepth;

    private static void CheckSizes(IReadOnlyCollection<ZipArchiveEntry> entries, long fileLength)
    {
        var limit = Int128.Max(AllowedBytes, (Int128)AllowedRatio * fileLength);
        Int128 unpacked = 0;
        foreach (var entry in entries)
        {
            if (entry.Length < 0)
                throw new ModelFormatException(
                    $"an entry must have a size of at least 0, but '{Shorten(entry.FullName)}' declares {entry.Length}.");
            unpacked += entry.Length;
        }
        if (unpacked > limit)
            throw new ModelFormatException(
                $"its entries may unpack to {limit} bytes ({AllowedRatio} times the file, at least {AllowedBytes}), "
                + $"but they declare {unpacked}.");
    }

    private static void CheckContents(IReadOnlyCollection<ZipArchiveEntry> entries)
    {
        foreach (var entry in entries)
        {
            using var content = entry.Open();
            if (StreamChecksum.Of(content) != (entry.Crc32, entry.Length))
                throw new ModelFormatException(
                    "an entry must have the size and the checksum that the archive says, "
                    + $"but '{Shorten(entry.FullName)}' has not: the file is damaged.");
        }
    }

    private static string Shorten(string name) => name.Length <= 100 ? name : $"{name[..100]}...";
}
