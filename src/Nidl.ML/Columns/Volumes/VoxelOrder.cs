namespace Nidl.ML;

/// <summary>
/// Which axis of space each axis of a volume runs along, and in which direction: the assignment by which nibabel brings a volume nearest to
/// RAS (to the right, to the front, upward) without interpolation.
/// </summary>
/// <param name="Axes">For each axis of the volume, that of space: 0 to the right, 1 to the front, 2 upward.</param>
/// <param name="IsTurned">For each axis of the volume, whether it runs the other way.</param>
internal sealed record VoxelOrder(int[] Axes, bool[] IsTurned)
{
    private const int Spatial = 3;

    /// <summary>Gets the order of a volume that stays as it is.</summary>
    public static VoxelOrder AsStored { get; } = new([0, 1, 2], [false, false, false]);

    /// <summary>Gets whether the axes run as those of space do.</summary>
    public bool IsCanonical => Axes is [0, 1, 2] && !IsTurned.Contains(true);

    /// <summary>
    /// Finds the order of a volume's axes in space: the first takes the axis nearest to it, the next the nearest of those that are left.
    /// </summary>
    public static VoxelOrder Of(VolumeAffine affine)
    {
        var rotation = NearestRotation.Of(affine);
        var (axes, isTurned, isTaken) = (new int[Spatial], new bool[Spatial], new bool[Spatial]);
        for (var axis = 0; axis < Spatial; axis++)
        {
            var nearest = Enumerable.Range(0, Spatial).Where(world => !isTaken[world]).MaxBy(world => Math.Abs(rotation[world, axis]));
            (axes[axis], isTurned[axis], isTaken[nearest]) = (nearest, rotation[nearest, axis] < 0, true);
        }
        return new(axes, isTurned);
    }

    /// <summary>Gets the lengths of the axes in the order of space; what follows the three of the volume stays.</summary>
    public long[] Lengths(IReadOnlyList<long> lengths)
    {
        long[] ordered = [.. lengths];
        for (var axis = 0; axis < Spatial; axis++)
            ordered[Axes[axis]] = lengths[axis];
        return ordered;
    }

    /// <summary>Gets what maps the indices of a voxel in the order of space to its indices in the volume.</summary>
    /// <param name="lengths">The lengths of the volume's axes.</param>
    public VolumeAffine IndicesBefore(IReadOnlyList<long> lengths)
    {
        var matrix = new double[Spatial + 1, Spatial + 1];
        matrix[Spatial, Spatial] = 1;
        for (var axis = 0; axis < Spatial; axis++)
        {
            matrix[axis, Axes[axis]] = IsTurned[axis] ? -1 : 1;
            matrix[axis, Spatial] = IsTurned[axis] ? lengths[axis] - 1 : 0;
        }
        return VolumeAffine.Create(matrix);
    }
}
