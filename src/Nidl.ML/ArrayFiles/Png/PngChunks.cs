using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Nidl.ML;

/// <summary>Walks over the chunks of a PNG file, each of which is compared with its checksum.</summary>
/// <param name="file">The file, which is owned.</param>
internal sealed class PngChunks(Stream file) : IDisposable
{
    private const int TypeBytes = 4;
    private const int ChecksumBytes = 4;
    private const int BlockBytes = 4096;

    private readonly Crc32 _checksum = new();

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Gets the length of the file.</summary>
    public long FileLength => file.Length;

    /// <summary>Gets the type of the chunk, four letters.</summary>
    public string Type { get; private set; } = "";

    /// <summary>Gets the bytes of the chunk that were not read yet.</summary>
    public int Left { get; private set; }

    /// <summary>Reads what every PNG file begins with.</summary>
    /// <exception cref="InvalidDataException">The file begins otherwise.</exception>
    public void ReadSignature()
    {
        Span<byte> start = stackalloc byte[Signature.Length];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.SequenceEqual(Signature))
            throw new InvalidDataException("it must be PNG, but its first bytes are those of another format");
    }

    /// <summary>Moves to the next chunk and gets its type.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public string MoveNext()
    {
        Span<byte> start = stackalloc byte[sizeof(uint) + TypeBytes];
        ReadFully(start);
        var length = BinaryPrimitives.ReadUInt32BigEndian(start);
        if (length > int.MaxValue)
            throw new InvalidDataException($"its chunks must have at most {int.MaxValue} bytes, but one announces {length}");
        var type = start[sizeof(uint)..];
        _checksum.Reset();
        _checksum.Append(type);
        (Type, Left) = (Encoding.Latin1.GetString(type), (int)length);
        return Type;
    }

    /// <summary>Reads bytes of the chunk, as many as there are and are wanted.</summary>
    /// <returns>Their number.</returns>
    /// <exception cref="InvalidDataException">The file ends within them.</exception>
    public int Read(Span<byte> bytes)
    {
        var some = bytes[..Math.Min(bytes.Length, Left)];
        ReadFully(some);
        _checksum.Append(some);
        Left -= some.Length;
        return some.Length;
    }

    /// <summary>Copies what is left of the chunk, in blocks: a chunk can announce more than the file has.</summary>
    /// <exception cref="InvalidDataException">The file ends within it.</exception>
    public void CopyTo(Stream destination)
    {
        Span<byte> block = stackalloc byte[BlockBytes];
        while (Left > 0)
            destination.Write(block[..Read(block)]);
    }

    /// <summary>Reads what is left of the chunk, and its checksum.</summary>
    /// <exception cref="InvalidDataException">It is not that of the chunk.</exception>
    public void End()
    {
        CopyTo(Stream.Null);
        Span<byte> stored = stackalloc byte[ChecksumBytes];
        ReadFully(stored);
        if (BinaryPrimitives.ReadUInt32BigEndian(stored) != _checksum.GetCurrentHashAsUInt32())
            throw new InvalidDataException($"its chunk {Type} must have the checksum that it announces, but has another");
    }

    public void Dispose() => file.Dispose();

    private void ReadFully(Span<byte> bytes)
    {
        if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InvalidDataException("it must be a whole image, but the file ends within it");
    }
}
