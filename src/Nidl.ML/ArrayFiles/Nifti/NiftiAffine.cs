namespace Nidl.ML;

/// <summary>
/// Where voxels lie in space: (x, y, z) in millimeters to the right, to the front and upward is this matrix times (i, j, k, 1), the voxel's
/// indices in the file.
/// </summary>
/// <remarks>
/// As nibabel chooses: the matrix (sform) if there is one, else the quaternion (qform), else the distances of the voxels alone, x running
/// to the left and the middle of the volume at 0.
/// </remarks>
internal sealed class NiftiAffine
{
    // Three single-precision roundings, as nibabel allows.
    private const double QuaternionTolerance = 3 * 1.1920929e-7;

    private readonly double[,] _entries;

    private NiftiAffine(double[,] entries) =>
        (_entries, Place) = (entries, VolumeAffine.OfValuesOrNull([.. entries.Cast<double>(), 0, 0, 0, 1]));

    /// <summary>
    /// Gets an entry: three rows, one for each axis of space, and four columns, one for each axis of the file and the origin.
    /// </summary>
    public double this[int row, int column] => _entries[row, column];

    /// <summary>Gets the same as an affine; null if the axes of the file lie in one plane.</summary>
    public VolumeAffine? Place { get; }

    /// <exception cref="InvalidDataException">The field that counts is not one of a volume in space.</exception>
    public static NiftiAffine Of(NiftiFields fields, long[] lengths)
    {
        var affine = new NiftiAffine(
            fields.HasMatrix ? OfMatrix(fields) : fields.HasQuaternion ? OfQuaternion(fields) : OfDistances(fields, lengths));
        affine.Check(fields);
        return affine;
    }

    private static double[,] OfMatrix(NiftiFields fields)
    {
        var entries = new double[3, 4];
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 4; column++)
                entries[row, column] = fields.Matrix(row, column);
        return entries;
    }

    private static double[,] OfQuaternion(NiftiFields fields)
    {
        var (b, c, d) = (fields.Quaternion(0), fields.Quaternion(1), fields.Quaternion(2));
        var square = 1 - (b * b + c * c + d * d);
        if (!(square >= -QuaternionTolerance))
            throw new InvalidDataException(
                FormattableString.Invariant($"its quatern_b, c and d must be of length 1 at most, but are {b}, {c} and {d}"));
        var a = Math.Sqrt(Math.Max(square, 0));
        var side = fields.Distance(0) == -1 ? -1 : 1;
        double[] scale = [Distance(fields, 0), Distance(fields, 1), side * Distance(fields, 2)];
        double[,] rotation =
        {
            { a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c) },
            { 2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b) },
            { 2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c },
        };
        var entries = new double[3, 4];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
                entries[row, column] = rotation[row, column] * scale[column];
            entries[row, 3] = fields.Offset(row);
        }
        return entries;
    }

    private static double[,] OfDistances(NiftiFields fields, long[] lengths)
    {
        var entries = new double[3, 4];
        for (var axis = 0; axis < 3; axis++)
        {
            var step = (axis == 0 ? -1 : 1) * Distance(fields, axis);
            (entries[axis, axis], entries[axis, 3]) = (step, -step * (lengths[axis] - 1) / 2);
        }
        return entries;
    }

    // Of a dimension that the file does not have, 1.
    private static double Distance(NiftiFields fields, int axis) => axis < fields.Dimension(0) ? Math.Abs(fields.Distance(axis + 1)) : 1;

    private void Check(NiftiFields fields)
    {
        var name = fields.HasMatrix ? "srow_x, y and z" : "qoffset and pixdim";
        foreach (var entry in _entries)
            if (!double.IsFinite(entry))
                throw new InvalidDataException($"its {name} must be finite, but they are not");
    }
}
