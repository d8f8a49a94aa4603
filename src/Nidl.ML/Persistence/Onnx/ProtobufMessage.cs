using System.Buffers.Binary;
using System.Text;

namespace Nidl.ML;

/// <summary>
/// A message in the wire format of protocol buffers, built field after field. What is long, the bytes of a tensor, is written straight from
/// where it is; nothing is held twice.
/// </summary>
internal sealed class ProtobufMessage
{
    // The kinds of fields, the last three bits of a tag.
    private const int Varint = 0;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly List<Action<Stream>> _parts = [];

    /// <summary>Gets the number of bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Adds an integer, an enumeration's value or a Boolean.</summary>
    public ProtobufMessage Integer(int field, long value) => Add([.. Tag(field, Varint), .. Encode(value)]);

    /// <summary>Adds integers, one field each.</summary>
    public ProtobufMessage Integers(int field, IEnumerable<long> values) =>
        values.Aggregate(this, (message, value) => message.Integer(field, value));

    /// <summary>Adds a number in single precision.</summary>
    public ProtobufMessage Single(int field, float value)
    {
        var bytes = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return Add([.. Tag(field, Fixed32), .. bytes]);
    }

    /// <summary>Adds text.</summary>
    public ProtobufMessage Text(int field, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        return Bytes(field, bytes.Length, stream => stream.Write(bytes));
    }

    /// <summary>Adds a message, which must be complete.</summary>
    public ProtobufMessage Message(int field, ProtobufMessage value) => Bytes(field, value.Length, value.WriteTo);

    /// <summary>Adds messages, one field each.</summary>
    public ProtobufMessage Messages(int field, IEnumerable<ProtobufMessage> values) =>
        values.Aggregate(this, (message, value) => message.Message(field, value));

    /// <summary>Adds bytes that are not made before they are written.</summary>
    public ProtobufMessage Bytes(int field, long length, Action<Stream> write)
    {
        Add([.. Tag(field, LengthDelimited), .. Encode(length)]);
        _parts.Add(write);
        Length += length;
        return this;
    }

    /// <summary>Writes the message.</summary>
    public void WriteTo(Stream stream)
    {
        foreach (var write in _parts)
            write(stream);
    }

    private static byte[] Tag(int field, int kind) => Encode(field << 3 | kind);

    // Seven bits a byte, the lowest first; all but the last byte have the highest bit set.
    private static byte[] Encode(long value)
    {
        var bytes = new List<byte>();
        var rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7)
            bytes.Add((byte)(rest | 0x80));
        return [.. bytes, (byte)rest];
    }

    private ProtobufMessage Add(byte[] bytes)
    {
        _parts.Add(stream => stream.Write(bytes));
        Length += bytes.Length;
        return this;
    }
}
