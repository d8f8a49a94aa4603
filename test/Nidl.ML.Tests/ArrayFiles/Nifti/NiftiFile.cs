using System.Buffers.Binary;
using System.IO.Compression;

namespace Nidl.ML.Tests.Nifti;

/// <summary>
/// Writes NIfTI files as nifti1.h and nifti2.h describe them, of voxels that are 0, 1, 2, ... in the order of a row, last index fastest,
/// unless they are given.
/// </summary>
internal sealed record NiftiFile
{
    public int Version { get; init; } = 1;

    public bool IsBigEndian { get; init; }

    public bool IsPair { get; init; }

    public short DataType { get; init; } = 16;

    public short BitsPerVoxel { get; init; } = 32;

    public long[] Dimensions { get; init; } = [4, 3, 2];

    /// <summary>The side of the quaternion, then the distances along the axes.</summary>
    public double[] Distances { get; init; } = [1, 1, 1, 1];

    public double VoxelOffset { get; init; } = -1;

    public double Slope { get; init; } = 1;

    public double Intercept { get; init; }

    /// <summary>b, c, d, then the offsets; null for none.</summary>
    public double[]? Quaternion { get; init; }

    /// <summary>Three rows of four.</summary>
    public double[]? Matrix { get; init; } = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

    /// <summary>What stands between the header and the voxels.</summary>
    public byte[] Extension { get; init; } = [0, 0, 0, 0];

    /// <summary>The voxels, in the order and the byte order of the file.</summary>
    public byte[]? Voxels { get; init; }

    private bool Is2 => Version == 2;

    private int HeaderSize => Is2 ? 540 : 348;

    /// <summary>The bytes of a single file.</summary>
    public byte[] Bytes => [.. Header, .. Extension, .. VoxelBytes];

    /// <summary>The bytes of a single file, packed by gzip.</summary>
    public byte[] Packed => Pack(Bytes);

    public byte[] VoxelBytes => Voxels ?? Encode(Counted(Dimensions, first: 0));

    public byte[] Header
    {
        get
        {
            var header = new byte[HeaderSize];
            WriteInt(header, 0, HeaderSize);
            byte[] magic = [.. IsPair ? "ni"u8 : "n+"u8, (byte)('0' + Version), 0];
            magic.CopyTo(header, Is2 ? 4 : 344);
            if (Is2)
                new byte[] { 13, 10, 26, 10 }.CopyTo(header, 8);
            WriteShort(header, Is2 ? 12 : 70, DataType);
            WriteShort(header, Is2 ? 14 : 72, BitsPerVoxel);
            WriteDimension(header, 0, Dimensions.Length);
            for (var axis = 1; axis < 8; axis++)
                WriteDimension(header, axis, axis <= Dimensions.Length ? Dimensions[axis - 1] : 1);
            for (var axis = 0; axis < Distances.Length; axis++)
                WriteReal(header, 76 + 4 * axis, 104 + 8 * axis, Distances[axis]);
            var offset = VoxelOffset >= 0 ? VoxelOffset : IsPair ? 0 : HeaderSize + Extension.Length;
            if (Is2)
                WriteLong(header, 168, (long)offset);
            else
                WriteReal(header, 108, 0, offset);
            WriteReal(header, 112, 176, Slope);
            WriteReal(header, 116, 184, Intercept);
            WriteCode(header, 252, 344, Quaternion is null ? 0 : 1);
            WriteCode(header, 254, 348, Matrix is null ? 0 : 2);
            for (var i = 0; i < (Quaternion?.Length ?? 0); i++)
                WriteReal(header, 256 + 4 * i, 352 + 8 * i, Quaternion![i]);
            for (var i = 0; i < (Matrix?.Length ?? 0); i++)
                WriteReal(header, 280 + 4 * i, 400 + 8 * i, Matrix![i]);
            return header;
        }
    }

    public static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
            stream.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>
    /// Gets voxels in the order of a file that are first, first + 1, ... in the order of a row: (volumes, x, y, z), last index fastest.
    /// </summary>
    public static float[] Counted(long[] dimensions, float first)
    {
        var volumes = dimensions.Skip(3).Aggregate(1L, (product, length) => product * length);
        long[] lengths = [.. dimensions.Concat([1L, 1, 1]).Take(3), volumes];
        var voxels = new List<float>();
        for (var volume = 0L; volume < lengths[3]; volume++)
            for (var z = 0L; z < lengths[2]; z++)
                for (var y = 0L; y < lengths[1]; y++)
                    for (var x = 0L; x < lengths[0]; x++)
                        voxels.Add(first + (((volume * lengths[0]) + x) * lengths[1] + y) * lengths[2] + z);
        return [.. voxels];
    }

    /// <summary>Reads a volume from bytes.</summary>
    public static float[] Read(byte[] file, InputShape shape, bool canonical = false, NonFiniteVoxels nonFinite = NonFiniteVoxels.Refuse)
    {
        var values = new float[shape.Size];
        new NiftiFormat(canonical, nonFinite).Read(
            new MemoryStream(file), () => throw new InvalidDataException("no second file"), new(shape, Affine: null), values);
        return values;
    }

    /// <summary>Reads the shape of a volume from bytes.</summary>
    public static InputShape ReadShape(byte[] file, bool canonical = false) =>
        new NiftiFormat(canonical, NonFiniteVoxels.Refuse).ReadGrid(new MemoryStream(file)).Shape;

    private byte[] Encode(float[] values) =>
        [.. values.SelectMany(
            value => BitConverter.GetBytes(value) is var bytes && IsBigEndian ? bytes.Reverse() : BitConverter.GetBytes(value))];

    private void WriteDimension(byte[] header, int index, long value)
    {
        if (Is2)
            WriteLong(header, 16 + 8 * index, value);
        else
            WriteShort(header, 40 + 2 * index, (short)value);
    }

    private void WriteCode(byte[] header, int offset1, int offset2, int value)
    {
        if (Is2)
            WriteInt(header, offset2, value);
        else
            WriteShort(header, offset1, (short)value);
    }

    private void WriteReal(byte[] header, int offset1, int offset2, double value)
    {
        if (Is2)
            WriteLong(header, offset2, BitConverter.DoubleToInt64Bits(value));
        else
            WriteInt(header, offset1, BitConverter.SingleToInt32Bits((float)value));
    }

    private void WriteShort(byte[] header, int offset, short value) =>
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(offset), IsBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    private void WriteInt(byte[] header, int offset, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(offset), IsBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    private void WriteLong(byte[] header, int offset, long value) =>
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(offset), IsBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
}
