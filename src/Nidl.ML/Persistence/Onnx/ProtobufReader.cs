using System.Buffers.Binary;

namespace Nidl.ML;

/// <summary>
/// Reads the fields of a Protocol Buffers message, one after another; a length is checked against the bytes that are left before anything
/// is taken.
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int LargestVarint = 10;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Gets the number of the field.</summary>
    public int Field { get; private set; }

    /// <summary>Gets the value of a field that is a number, in the bits that it has in the file; 0 for others.</summary>
    public ulong Number { get; private set; }

    /// <summary>Gets the bytes of a field that is a text, a message or a packed list; empty for others.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Gets the value of a field that is a number of 32 bits, as Single.</summary>
    public readonly float Single => BitConverter.UInt32BitsToSingle((uint)Number);

    /// <summary>Moves to the next field.</summary>
    /// <exception cref="ModelFormatException">The message is malformed or ends within the field.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
            return false;
        var tag = ReadVarint();
        Field = tag >> 3 is > 0 and <= int.MaxValue ? (int)(tag >> 3) : throw Malformed($"field {tag >> 3}");
        Number = 0;
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Number = ReadVarint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
                break;
            case 2:
                Bytes = Take(ReadVarint());
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
                break;
            default:
                throw Malformed($"a field of wire type {tag & 7}");
        }
        return true;
    }

    /// <summary>Reads the numbers of a list, which is one field a number or, packed, one for all.</summary>
    public readonly void AddNumbersTo(List<long> numbers)
    {
        if (Bytes.IsEmpty)
            numbers.Add((long)Number);
        var packed = new ProtobufReader(Bytes);
        while (!packed._rest.IsEmpty)
            numbers.Add((long)packed.ReadVarint());
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var i = 0; i < LargestVarint; i++)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
                return value;
        }
        throw Malformed("a number of more than 10 bytes");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
            throw new ModelFormatException(FormattableString.Invariant(
                $"An ONNX file must hold as many bytes as it announces, but a field of {count} bytes has {_rest.Length} left."));
        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private static ModelFormatException Malformed(string found) => new(FormattableString.Invariant(
        $"An ONNX file must be a message of Protocol Buffers, but {found} was found."));
}
