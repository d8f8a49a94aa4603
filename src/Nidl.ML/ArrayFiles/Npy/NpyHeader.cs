using System.Buffers.Binary;
using System.Text;

namespace Nidl.ML;

/// <summary>What the header of a <c>.npy</c> file says of the array in it (NumPy's format, versions 1.0 to 3.0).</summary>
/// <param name="Element">The type of the values.</param>
/// <param name="IsSwapped">Whether the bytes of a value are in the other order than the machine's.</param>
/// <param name="IsFortranOrder">Whether the first index runs fastest, not the last.</param>
/// <param name="Shape">The shape; an array without dimensions has one of 1.</param>
internal sealed record NpyHeader(ArrayElement Element, bool IsSwapped, bool IsFortranOrder, InputShape Shape)
{
    // A header of an array of numbers has some 60 to 300 bytes; NumPy itself refuses more than 10,000 unless told otherwise.
    private const int LargestHeader = 1 << 14;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a header; the stream then stands at the first value.</summary>
    /// <exception cref="InvalidDataException">It is none, or of an array that cannot be used.</exception>
    public static NpyHeader Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[8];
        ReadExactly(stream, start);
        if (!start[..6].SequenceEqual(Magic))
            throw new InvalidDataException("the file must begin with '\\x93NUMPY', but it does not");
        if (start[6] is < 1 or > 3)
            throw new InvalidDataException($"its version must be 1 to 3, but it is {start[6]}.{start[7]}");
        var header = new byte[ReadLength(stream, start[6])];
        ReadExactly(stream, header);
        return Parse(start[6] < 3 ? Encoding.Latin1.GetString(header) : Encoding.UTF8.GetString(header));
    }

    private static int ReadLength(Stream stream, int version)
    {
        Span<byte> bytes = stackalloc byte[4];
        var size = version == 1 ? sizeof(ushort) : sizeof(uint);
        bytes.Clear();
        ReadExactly(stream, bytes[..size]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return length <= LargestHeader
            ? (int)length
            : throw new InvalidDataException($"its header must have at most {LargestHeader} bytes, but {length} are announced");
    }

    private static NpyHeader Parse(string text)
    {
        var fields = NpyHeaderText.Parse(text);
        var type = fields.Type;
        var isOrderKnown = type.Length > 0 && type[0] is '<' or '>' or '=' or '|';
        var element = ArrayElement.Find(isOrderKnown ? type[1..] : type);
        // One byte has no order; of more than one, '|' says nothing.
        if (element is null || (type[0] == '|' && element.Size > 1))
            throw new InvalidDataException($"its values must be of type f2, f4, f8, i1 to i8, u1 to u8 or b1, but are of '{type}'");
        var isSwapped = type[0] is '<' or '>' && (type[0] == '<') != BitConverter.IsLittleEndian;
        return new(element, isSwapped, fields.IsFortranOrder, CreateShape(fields.Dimensions));
    }

    private static InputShape CreateShape(long[] dimensions)
    {
        try
        {
            return InputShape.Create(dimensions.Length == 0 ? [1] : dimensions);
        }
        catch (ArgumentException failure)
        {
            throw new InvalidDataException(
                $"its shape must have dimensions of at least 1 and at most {int.MaxValue} values in all, "
                + $"but is ({string.Join(", ", dimensions)})", failure);
        }
    }

    private static void ReadExactly(Stream stream, Span<byte> bytes)
    {
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count < bytes.Length)
            throw new InvalidDataException("it must have a whole header, but the file ends within it");
    }
}
