using System.Collections.Frozen;

namespace Nidl.ML;

/// <summary>What the header of a NIfTI file says of the volume in it, once each field was found to be one that can be used.</summary>
/// <param name="Size">The bytes of the header.</param>
/// <param name="Lengths">The voxels along x, y and z as the file has them, and the number of volumes.</param>
/// <param name="Voxels">How the voxels are read.</param>
/// <param name="VoxelOffset">Where the first voxel stands.</param>
/// <param name="IsPair">Whether that is in a file of its own.</param>
/// <param name="Affine">Where voxels lie in space.</param>
internal sealed record NiftiHeader(int Size, long[] Lengths, ArrayBlocks Voxels, long VoxelOffset, bool IsPair, NiftiAffine Affine)
{
    private const int SpatialAxes = 3;

    // By their codes; the names of numbers are those of NumPy.
    private static readonly FrozenDictionary<long, string> _types = new Dictionary<long, string>
    {
        [2] = "u1", [4] = "i2", [8] = "i4", [16] = "f4", [64] = "f8",
        [256] = "i1", [512] = "u2", [768] = "u4", [1024] = "i8", [1280] = "u8",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<long, string> _otherTypes = new Dictionary<long, string>
    {
        [1] = "bits", [32] = "complex64", [128] = "RGB24", [1536] = "float128",
        [1792] = "complex128", [2048] = "complex256", [2304] = "RGBA32",
    }.ToFrozenDictionary();

    /// <summary>Gets the number of values of the file.</summary>
    public long Count => Lengths.Aggregate(1L, (product, length) => product * length);

    /// <summary>Reads a header; the stream then stands behind it.</summary>
    /// <exception cref="InvalidDataException">It is none, or of a volume that cannot be used; the message names the field.</exception>
    public static NiftiHeader Read(Stream stream)
    {
        var fields = NiftiFields.Read(stream, new byte[NiftiFields.LargestSize]);
        var lengths = ReadLengths(fields);
        var (slope, intercept) = ReadScaling(fields);
        var voxels = new ArrayBlocks(ReadElement(fields), fields.IsSwapped) { Slope = slope, Intercept = intercept, ValueName = "voxels" };
        CheckDistances(fields);
        return new(fields.Size, lengths, voxels, ReadVoxelOffset(fields), fields.IsPair, NiftiAffine.Of(fields, lengths));
    }

    private static long[] ReadLengths(NiftiFields fields)
    {
        var rank = fields.Dimension(0);
        if (rank is < 1 or > 7)
            throw new InvalidDataException($"its dim[0] must be 1 to 7, but is {rank}");
        var lengths = new[] { 1L, 1, 1, 1 };
        var count = 1L;
        for (var axis = 1; axis <= rank; axis++)
        {
            var length = fields.Dimension(axis);
            if (length < 1 || length > int.MaxValue / count)
                throw new InvalidDataException(
                    $"its dim[{axis}] must be at least 1, and all dimensions at most {int.MaxValue} voxels, but dim[{axis}] is {length}");
            count *= length;
            // All volumes of a file are its channels, whichever dimension counts them.
            lengths[Math.Min(axis - 1, SpatialAxes)] *= length;
        }
        return lengths;
    }

    private static ArrayElement ReadElement(NiftiFields fields)
    {
        if (!_types.TryGetValue(fields.DataType, out var name))
            throw new InvalidDataException(
                $"its datatype must be one of {string.Join(", ", _types.Keys.Order())} (one whole or real number a voxel), "
                + $"but is {fields.DataType}" + (_otherTypes.TryGetValue(fields.DataType, out var other) ? $" ({other})" : ""));
        var element = ArrayElement.Find(name)!;
        return fields.BitsPerVoxel == 8 * element.Size
            ? element
            : throw new InvalidDataException(
                $"its bitpix must be {8 * element.Size} for datatype {fields.DataType}, but is {fields.BitsPerVoxel}");
    }

    // A slope that is 0 or not finite means that values are as they stand.
    private static (double Slope, double Intercept) ReadScaling(NiftiFields fields)
    {
        var (slope, intercept) = (fields.Slope, fields.Intercept);
        if (slope == 0 || !double.IsFinite(slope))
            return (1, 0);
        return double.IsFinite(intercept)
            ? (slope, intercept)
            : throw new InvalidDataException(
                FormattableString.Invariant($"its scl_inter must be finite beside the scl_slope {slope}, but is {intercept}"));
    }

    private static void CheckDistances(NiftiFields fields)
    {
        for (var axis = 1; axis <= Math.Min(fields.Dimension(0), SpatialAxes); axis++)
            if (fields.Distance(axis) == 0 || !double.IsFinite(fields.Distance(axis)))
                throw new InvalidDataException(
                    FormattableString.Invariant($"its pixdim[{axis}] must be a distance other than 0, but is {fields.Distance(axis)}"));
    }

    private static long ReadVoxelOffset(NiftiFields fields)
    {
        var offset = fields.VoxelOffset;
        if (offset == 0)
            return fields.FirstVoxelOffset;
        return offset >= fields.FirstVoxelOffset && offset <= long.MaxValue / 2 && offset == Math.Truncate(offset)
            ? (long)offset
            : throw new InvalidDataException(FormattableString.Invariant(
                $"its vox_offset must be 0 or a whole number of at least {fields.FirstVoxelOffset}, but is {offset}"));
    }
}
