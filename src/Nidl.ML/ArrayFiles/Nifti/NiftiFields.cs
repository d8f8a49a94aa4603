using System.Buffers.Binary;

namespace Nidl.ML;

/// <summary>The fields of a NIfTI header, of either version and byte order.</summary>
/// <remarks>
/// The layouts are those of nifti1.h and nifti2.h: version 2 has the same fields, most of them wider and at another place.
/// </remarks>
internal readonly ref struct NiftiFields
{
    private const int Size1 = 348;
    private const int Size2 = 540;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _isBigEndian;

    private NiftiFields(ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        _bytes = bytes;
        _isBigEndian = isBigEndian;
    }

    /// <summary>Gets whether the bytes of a value are in the other order than the machine's.</summary>
    public bool IsSwapped => _isBigEndian == BitConverter.IsLittleEndian;

    /// <summary>Gets the bytes of the header.</summary>
    public int Size => _bytes.Length;

    /// <summary>Gets whether the voxels stand in a file of their own.</summary>
    public bool IsPair => Magic[1] == (byte)'i';

    /// <summary>Gets the bytes that must stand before the voxels: of a single file the header and four that announce extensions.</summary>
    public int FirstVoxelOffset => IsPair ? 0 : _bytes.Length + 4;

    private bool Is2 => _bytes.Length == Size2;

    private ReadOnlySpan<byte> Magic => _bytes.Slice(Is2 ? 4 : 344, 4);

    /// <summary>Reads a header.</summary>
    /// <param name="stream">The stream, at its start; then behind the header.</param>
    /// <param name="memory">Where the header's bytes are kept.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static NiftiFields Read(Stream stream, byte[] memory)
    {
        var start = ReadExactly(stream, memory.AsSpan(0, sizeof(int)), Size1);
        var (little, big) = (BinaryPrimitives.ReadInt32LittleEndian(start), BinaryPrimitives.ReadInt32BigEndian(start));
        var isBigEndian = big is Size1 or Size2;
        var size = isBigEndian ? big : little;
        if (size is not (Size1 or Size2))
            throw new InvalidDataException($"its sizeof_hdr must be {Size1} (NIfTI-1) or {Size2} (NIfTI-2), but is {little}");
        ReadExactly(stream, memory.AsSpan(sizeof(int), size - sizeof(int)), size);
        var fields = new NiftiFields(memory.AsSpan(0, size), isBigEndian);
        fields.CheckMagic();
        return fields;
    }

    /// <summary>Gets the bytes that the longest header takes.</summary>
    public static int LargestSize => Size2;

    /// <summary>Gets the code of the type of the voxels.</summary>
    public long DataType => Is2 ? Short(12) : Short(70);

    /// <summary>Gets the bits of a voxel.</summary>
    public long BitsPerVoxel => Is2 ? Short(14) : Short(72);

    /// <summary>Gets where the voxels begin; 0 means right behind what must stand before them.</summary>
    public double VoxelOffset => Is2 ? Long(168) : Real(108, 0);

    /// <summary>Gets what values are multiplied with.</summary>
    public double Slope => Real(112, 176);

    /// <summary>Gets what is added then.</summary>
    public double Intercept => Real(116, 184);

    /// <summary>Gets whether the quaternion says where the volume lies.</summary>
    public bool HasQuaternion => (Is2 ? Int(344) : Short(252)) > 0;

    /// <summary>Gets whether the matrix says where the volume lies.</summary>
    public bool HasMatrix => (Is2 ? Int(348) : Short(254)) > 0;

    /// <summary>Gets entry 0 to 7 of <c>dim</c>: the number of dimensions, then each.</summary>
    public long Dimension(int index) => Is2 ? Long(16 + 8 * index) : Short(40 + 2 * index);

    /// <summary>Gets entry 0 to 7 of <c>pixdim</c>: the side of the quaternion, then the distance of voxels along each dimension.</summary>
    public double Distance(int index) => Real(76 + 4 * index, 104 + 8 * index);

    /// <summary>Gets b, c or d of the quaternion.</summary>
    public double Quaternion(int index) => Real(256 + 4 * index, 352 + 8 * index);

    /// <summary>Gets x, y or z of where the quaternion puts the first voxel.</summary>
    public double Offset(int index) => Real(268 + 4 * index, 376 + 8 * index);

    /// <summary>Gets an entry of the matrix, of three rows and four columns.</summary>
    public double Matrix(int row, int column) => Real(280 + 16 * row + 4 * column, 400 + 32 * row + 8 * column);

    private void CheckMagic()
    {
        var isKnown = Is2
            ? _bytes.Slice(4, 8).SequenceEqual("n+2\0\r\n\u001a\n"u8) || _bytes.Slice(4, 8).SequenceEqual("ni2\0\r\n\u001a\n"u8)
            : Magic.SequenceEqual("n+1\0"u8) || Magic.SequenceEqual("ni1\0"u8);
        if (!isKnown)
            throw new InvalidDataException(
                $"its magic must be {(Is2 ? "'n+2' or 'ni2'" : "'n+1' or 'ni1'")}, but its bytes are "
                + $"{Convert.ToHexString(_bytes.Slice(Is2 ? 4 : 344, Is2 ? 8 : 4))}");
    }

    private static ReadOnlySpan<byte> ReadExactly(Stream stream, Span<byte> bytes, int headerSize)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InvalidDataException($"it must have a whole header of {headerSize} bytes, but the file ends within it");
        return bytes;
    }

    private short Short(int offset) =>
        _isBigEndian ? BinaryPrimitives.ReadInt16BigEndian(_bytes[offset..]) : BinaryPrimitives.ReadInt16LittleEndian(_bytes[offset..]);

    private int Int(int offset) =>
        _isBigEndian ? BinaryPrimitives.ReadInt32BigEndian(_bytes[offset..]) : BinaryPrimitives.ReadInt32LittleEndian(_bytes[offset..]);

    private long Long(int offset) =>
        _isBigEndian ? BinaryPrimitives.ReadInt64BigEndian(_bytes[offset..]) : BinaryPrimitives.ReadInt64LittleEndian(_bytes[offset..]);

    // Of single precision in version 1, of double precision in version 2.
    private double Real(int offset1, int offset2) =>
        Is2 ? BitConverter.Int64BitsToDouble(Long(offset2)) : BitConverter.Int32BitsToSingle(Int(offset1));
}
