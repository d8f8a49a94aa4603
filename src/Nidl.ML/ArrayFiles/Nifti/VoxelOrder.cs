namespace Nidl.ML;

/// <summary>
/// Which axis of space each axis of a file runs along, and in which direction: the assignment by which nibabel brings a volume nearest to
/// RAS (to the right, to the front, upward) without interpolation.
/// </summary>
/// <param name="Axes">For each axis of the file, that of space: 0 to the right, 1 to the front, 2 upward.</param>
/// <param name="IsTurned">For each axis of the file, whether it runs the other way.</param>
internal sealed record VoxelOrder(int[] Axes, bool[] IsTurned)
{
    private const int MostIterations = 100;

    /// <summary>Gets the order of a file as it is.</summary>
    public static VoxelOrder AsStored { get; } = new([0, 1, 2], [false, false, false]);

    /// <summary>Finds the order of a file's axes in space.</summary>
    /// <exception cref="InvalidDataException">The file's axes lie in one plane.</exception>
    public static VoxelOrder Of(NiftiAffine affine)
    {
        var rotation = NearestRotation(Directions(affine));
        var (axes, isTurned, isTaken) = (new int[3], new bool[3], new bool[3]);
        for (var axis = 0; axis < 3; axis++)
        {
            var nearest = Enumerable.Range(0, 3).Where(world => !isTaken[world]).MaxBy(world => Math.Abs(rotation[world, axis]));
            (axes[axis], isTurned[axis], isTaken[nearest]) = (nearest, rotation[nearest, axis] < 0, true);
        }
        return new(axes, isTurned);
    }

    /// <summary>
    /// Gets the lengths along x, y and z of space of a volume of these lengths in the file; the fourth is the number of volumes.
    /// </summary>
    public long[] Lengths(long[] stored)
    {
        long[] lengths = [.. stored];
        for (var axis = 0; axis < 3; axis++)
            lengths[Axes[axis]] = stored[axis];
        return lengths;
    }

    /// <summary>
    /// Gets where the voxels of a tensor of shape (volumes, x, y, z) of space lie, by where those of the file do; null if an axis has no
    /// length.
    /// </summary>
    public VolumeAffine? AffineOf(NiftiAffine file, long[] stored)
    {
        var matrix = new double[4, 4];
        matrix[3, 3] = 1;
        for (var world = 0; world < 3; world++)
        {
            matrix[world, 3] = file[world, 3];
            for (var axis = 0; axis < 3; axis++)
            {
                matrix[world, Axes[axis]] = IsTurned[axis] ? -file[world, axis] : file[world, axis];
                matrix[world, 3] += IsTurned[axis] ? file[world, axis] * (stored[axis] - 1) : 0;
            }
        }
        var hasLengths = Enumerable.Range(0, 3).All(axis => Enumerable.Range(0, 3).Any(world => matrix[world, axis] != 0));
        return hasLengths ? VolumeAffine.Create(matrix) : null;
    }

    /// <summary>
    /// Gets where the voxels of a file belong in a tensor of shape (volumes, x, y, z) of space, last index fastest.
    /// </summary>
    public ArrayPlaces Places(long[] stored)
    {
        var lengths = Lengths(stored);
        int[] spatial = [(int)(lengths[1] * lengths[2]), (int)lengths[2], 1];
        var volume = (int)(lengths[0] * spatial[0]);
        int[] strides = [.. Axes.Select((world, axis) => IsTurned[axis] ? -spatial[world] : spatial[world]), volume];
        var start = Enumerable.Range(0, 3).Where(axis => IsTurned[axis]).Sum(axis => spatial[Axes[axis]] * ((int)stored[axis] - 1));
        return new(stored, strides, start);
    }

    // The columns of the affine, of length 1.
    private static double[,] Directions(NiftiAffine affine)
    {
        var directions = new double[3, 3];
        for (var axis = 0; axis < 3; axis++)
        {
            var length = Math.Sqrt(Enumerable.Range(0, 3).Sum(world => affine[world, axis] * affine[world, axis]));
            for (var world = 0; world < 3; world++)
                directions[world, axis] = affine[world, axis] / length;
        }
        return directions;
    }

    // The orthogonal factor of the polar decomposition, which shears nothing: Newton's iteration X <- (X + X^-T) / 2 (Higham 1986), which
    // doubles the number of right digits each time.
    private static double[,] NearestRotation(double[,] matrix)
    {
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            var inverse = InverseTransposed(matrix);
            var change = 0.0;
            for (var row = 0; row < 3; row++)
            {
                for (var column = 0; column < 3; column++)
                {
                    var next = (matrix[row, column] + inverse[row, column]) / 2;
                    change = Math.Max(change, Math.Abs(next - matrix[row, column]));
                    matrix[row, column] = next;
                }
            }
            if (change < 1e-14)
                break;
        }
        return matrix;
    }

    private static double[,] InverseTransposed(double[,] m)
    {
        var cofactors = new double[3, 3];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                var (r1, r2, c1, c2) = ((row + 1) % 3, (row + 2) % 3, (column + 1) % 3, (column + 2) % 3);
                cofactors[row, column] = m[r1, c1] * m[r2, c2] - m[r1, c2] * m[r2, c1];
            }
        }
        var determinant = m[0, 0] * cofactors[0, 0] + m[0, 1] * cofactors[0, 1] + m[0, 2] * cofactors[0, 2];
        if (!(Math.Abs(determinant) > 1e-9))
            throw new InvalidDataException("the axes of its srow_x, y and z must span space, but lie in one plane");
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 3; column++)
                cofactors[row, column] /= determinant;
        return cofactors;
    }
}
