using System.Buffers.Binary;
using System.Text;

namespace Nidl.ML.Losses;

/// <summary>A part of a file, of little-endian numbers. To read or write beyond its end is an <see cref="InvalidDataException"/>.</summary>
internal readonly struct ElfPart(Memory<byte> bytes)
{
    public ulong Length => (ulong)bytes.Length;

    public ElfPart Slice(ulong offset, ulong length)
    {
        CheckRange(offset, length);
        return new(bytes.Slice((int)offset, (int)length));
    }

    public ushort UInt16(ulong offset) => BinaryPrimitives.ReadUInt16LittleEndian(At(offset, sizeof(ushort)));

    public uint UInt32(ulong offset) => BinaryPrimitives.ReadUInt32LittleEndian(At(offset, sizeof(uint)));

    public ulong UInt64(ulong offset) => BinaryPrimitives.ReadUInt64LittleEndian(At(offset, sizeof(ulong)));

    public void Write(ulong offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(At(offset, sizeof(ushort)), value);

    public void Write(ulong offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(At(offset, sizeof(uint)), value);

    /// <summary>Gets whether a text, ended by a zero byte, stands at a place. It looks at no more bytes than the text has.</summary>
    public bool HasText(ulong offset, string text)
    {
        CheckRange(offset, 1);
        var rest = bytes.Span[(int)offset..];
        return rest.Length > text.Length && rest[text.Length] == 0 && Ascii.Equals(rest[..text.Length], text);
    }

    private Span<byte> At(ulong offset, ulong length)
    {
        CheckRange(offset, length);
        return bytes.Span.Slice((int)offset, (int)length);
    }

    private void CheckRange(ulong offset, ulong length)
    {
        if (offset > Length || length > Length - offset)
            throw new InvalidDataException($"{length} bytes at {offset} are beyond the end of a part of {Length} bytes");
    }
}
