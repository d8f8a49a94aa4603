using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Brings volumes to a voxel size by interpolation (nidl's Resample).</summary>
/// <remarks>
/// An axis gets <c>ceil(size × old / new)</c> voxels, one of a single voxel keeps it. Place o of the result lies at <c>(o + 0.5) new / old
/// - 0.5</c>; where that is more than half a voxel outside, there is 0. Nothing is smoothed before an axis gets fewer voxels.
/// </remarks>
public sealed record Resampling : VolumePreprocessing
{
    /// <summary>Gets the size of the result's voxels, in millimeters: positive. Default 1, as in nidl.</summary>
    public VoxelSize VoxelSize { get; init => field = AllPositive(value); } = 1;

    /// <summary>
    /// Gets where the voxels of all volumes lie as they come, for their size; they need not be in canonical orientation. Default null: as
    /// the column tells, which one of <c>LoadVolumes</c> does; one that does not is an error.
    /// </summary>
    public VolumeAffine? Affine { get; init; }

    /// <summary>Gets how values between voxels are found. Default linearly, as in nidl.</summary>
    public VolumeInterpolation Interpolation { get; init => field = Requires.Defined(value); } = VolumeInterpolation.Linear;

    internal override VolumeAffine? PlaceOf(VolumeAffine? volumes) => Affine ?? volumes;

    internal override VolumePreprocessing Of(VolumeAffine? volumes) => this with { Affine = PlaceOf(volumes) };

    private protected override Tensor ApplyToVolumes(Tensor volumes) =>
        VolumeGrid.Apply(volumes, Interpolation, axis => (Length(volumes.shape[axis + 2], axis), Step(volumes.shape[axis + 2], axis)));

    private protected override InputShape ShapeAfter(InputShape shape) =>
        InputShape.Create([shape[0], Length(shape[1], 0), Length(shape[2], 1), Length(shape[3], 2)]);

    private protected override VolumeAffine IndicesBefore(InputShape shape) =>
        VolumeAffine.OfSteps(axis => VolumeGrid.Place(Step(shape[axis + 1], axis)));

    // By rounding, a quotient can come out above the whole number that it is.
    private long Length(long size, int axis) => (long)Math.Ceiling(size / Step(size, axis) * (1 - 1e-12));

    private double Step(long size, int axis)
    {
        var place = RequiredAffine.Of(Affine, nameof(Resampling), "the size that the voxels have");
        return size == 1 ? 1 : VoxelSize[axis] / place.VoxelSize[axis];
    }

    private static VoxelSize AllPositive(VoxelSize value)
    {
        for (var axis = 0; axis < 3; axis++)
            Requires.Positive(value[axis], nameof(VoxelSize));
        return value;
    }
}
