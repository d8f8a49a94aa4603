using System.Buffers.Binary;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Reads the safetensors format from a stream that nobody vouches for: every number is checked before it is used, and memory is taken
/// only for bytes that the stream has.
/// </summary>
internal sealed class SafetensorsReader
{
    private const int ChunkBytes = 1 << 20;

    private readonly Stream _stream;
    private readonly bool _isLengthCertain;
    private long? _left;

    private SafetensorsReader(Stream stream, long? length)
    {
        _stream = stream;
        _isLengthCertain = stream.CanSeek;
        _left = stream.CanSeek ? Math.Min(length ?? long.MaxValue, stream.Length - stream.Position) : length;
        if (length > _left)
            throw new ModelFormatException($"The safetensors file must have {length} bytes, but only {_left} are left.");
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="stream">Where to read; need not seek.</param>
    /// <param name="length">The bytes of the file; up to the end of the stream if null.</param>
    /// <param name="check">Called with the header before memory is taken for the tensors; throws if it is not what was expected.</param>
    /// <returns>The file's contents, owned by the caller and outside any dispose scope.</returns>
    /// <exception cref="ModelFormatException">The bytes are no valid file.</exception>
    public static SafetensorsFile Read(Stream stream, long? length = null, Action<SafetensorsHeader>? check = null) =>
        new SafetensorsReader(stream, length).Read(check);

    private SafetensorsFile Read(Action<SafetensorsHeader>? check)
    {
        var header = SafetensorsHeader.Parse(ReadBytes(ReadHeaderLength(), "the header"));
        if (_left is { } left && left != header.DataLength)
            throw new ModelFormatException(
                $"The safetensors tensors need {header.DataLength} bytes after the header, but {left} were found.");
        check?.Invoke(header);
        using var scope = NewDisposeScope();
        var tensors = new OrderedDictionary<string, Tensor>(header.Entries.Count, StringComparer.Ordinal);
        foreach (var entry in header.Entries)
            tensors.Add(entry.Name, ReadTensor(entry));
        if (_left is null && _stream.ReadByte() >= 0)
            throw new ModelFormatException(
                $"The safetensors tensors need {header.DataLength} bytes after the header, but more were found.");
        foreach (var tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
        return new SafetensorsFile(tensors, header.Metadata);
    }

    private int ReadHeaderLength()
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(sizeof(ulong), "the length of the header"));
        if (length > SafetensorsHeader.MaximumLength)
            throw new ModelFormatException(
                $"The safetensors header must have at most {SafetensorsHeader.MaximumLength} bytes, but {length} are announced.");
        return (int)length;
    }

    private Tensor ReadTensor(SafetensorsEntry entry)
    {
        var what = $"the tensor '{entry.Name}'";
        var count = entry.End - entry.Begin;
        // Without a known length, the bytes come first: what they announce may not exist.
        var bytes = _isLengthCertain ? null : ReadChunks(count, what);
        var tensor = empty(entry.Shape, entry.Type);
        var chunk = ChunkBytes / tensor.ElementSize;
        using var values = tensor.view(count / tensor.ElementSize); // (size)
        for (long start = 0; start < values.numel(); start += chunk)
        {
            using var part = values.narrow(0, start, Math.Min(chunk, values.numel() - start));
            if (bytes is null)
                ReadExactly(part.bytes, what);
            else
                bytes[(int)(start / chunk)].CopyTo(part.bytes);
            if (entry.Type == ScalarType.Bool && part.bytes.ContainsAnyExcept((byte)0, (byte)1))
                throw new ModelFormatException($"The tensor '{entry.Name}' of type BOOL must hold bytes 0 and 1 only.");
        }
        return tensor;
    }

    private byte[] ReadBytes(int count, string what)
    {
        if (count > _left)
            throw new ModelFormatException($"The safetensors file must hold {count} bytes for {what}, but only {_left} are left.");
        var chunks = ReadChunks(count, what);
        return chunks is [var only] ? only : chunks.SelectMany(chunk => chunk).ToArray();
    }

    private List<byte[]> ReadChunks(long count, string what)
    {
        var chunks = new List<byte[]>();
        for (long start = 0; start < count; start += ChunkBytes)
        {
            var chunk = new byte[(int)Math.Min(ChunkBytes, count - start)];
            ReadExactly(chunk, what);
            chunks.Add(chunk);
        }
        return chunks;
    }

    private void ReadExactly(Span<byte> bytes, string what)
    {
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new ModelFormatException($"The safetensors file ends within {what}.");
        _left -= bytes.Length;
    }
}
