using System.IO.Compression;

namespace Nidl.ML;

/// <summary>The bytes of a NIfTI file, unpacked where they are packed by gzip, which the first two bytes tell.</summary>
internal sealed class NiftiStream : IDisposable
{
    // The most that a byte of deflate can become.
    private const long MostExpansion = 1032;

    private readonly Stream _file;
    private readonly bool _isPacked;
    private readonly long _largestLength;

    private NiftiStream(Stream file, bool isPacked)
    {
        (_file, _isPacked) = (file, isPacked);
        Bytes = isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        _largestLength = isPacked ? file.Length * MostExpansion : file.Length;
    }

    /// <summary>Gets the bytes.</summary>
    public Stream Bytes { get; }

    /// <summary>Opens a file, whose stream it then owns.</summary>
    public static NiftiStream Open(Stream file)
    {
        Span<byte> start = stackalloc byte[2];
        var isPacked = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1F, 0x8B];
        file.Position = 0;
        return new(file, isPacked);
    }

    /// <summary>Checks, before anything is done with them, that so many bytes can be in a file of this length.</summary>
    /// <exception cref="InvalidDataException">They cannot.</exception>
    public void CheckLength(long offset, long bytes)
    {
        if (offset > _largestLength || bytes > _largestLength - offset)
            throw new InvalidDataException(
                $"its vox_offset and dim announce {bytes} bytes of voxels behind {offset} others, "
                + $"but the file has {(_isPacked ? "packed " : "")}{_file.Length}");
    }

    /// <summary>Passes over bytes.</summary>
    /// <exception cref="InvalidDataException">The file ends within them.</exception>
    public void Skip(long bytes)
    {
        Span<byte> skipped = stackalloc byte[512];
        for (var left = bytes; left > 0;)
        {
            var read = Bytes.Read(skipped[..(int)Math.Min(left, skipped.Length)]);
            if (read == 0)
                throw new InvalidDataException($"it must have {bytes} bytes before its voxels, but ends {left} bytes before them");
            left -= read;
        }
    }

    /// <summary>Reads on, if the bytes are packed, to where their checksum stands: it is compared there.</summary>
    /// <exception cref="InvalidDataException">It is not that of the bytes.</exception>
    public void CheckEnd()
    {
        if (_isPacked)
            Bytes.ReadByte();
    }

    public void Dispose()
    {
        Bytes.Dispose();
        _file.Dispose();
    }
}
