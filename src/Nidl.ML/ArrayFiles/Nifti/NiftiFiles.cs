namespace Nidl.ML;

/// <summary>
/// The file of a volume, or its two files: the header in <c>.hdr</c> and the voxels in <c>.img</c>, either of which names both.
/// </summary>
/// <param name="Header">The file with the header.</param>
/// <param name="Voxels">That with the voxels; null if it is the same.</param>
internal sealed record NiftiFiles(string Header, string? Voxels)
{
    private const string Packed = ".gz";

    public static NiftiFiles Of(string path)
    {
        var packed = path.EndsWith(Packed, StringComparison.OrdinalIgnoreCase) ? path[^Packed.Length..] : "";
        var plain = path[..^packed.Length];
        return Path.GetExtension(plain).ToLowerInvariant() is ".hdr" or ".img"
            ? new(Path.ChangeExtension(plain, ".hdr") + packed, Path.ChangeExtension(plain, ".img") + packed)
            : new(path, null);
    }

    /// <summary>Opens the file with the header.</summary>
    public Stream OpenHeader() => Open(Header);

    /// <summary>Opens the file with the voxels.</summary>
    /// <exception cref="InvalidDataException">It is that with the header, by its name.</exception>
    public Stream OpenVoxels() => Open(Voxels ?? throw new InvalidDataException(
        "its magic says that the voxels stand in a .img file beside a .hdr file, but it is neither by its name"));

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
}
