using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Brings volumes to a shape without interpolation: longer axes are cut to their middle, shorter ones padded on both sides (nidl's
/// CropOrPad).
/// </summary>
/// <remarks>Of an odd number of planes, one more is cut, or added, at the far end.</remarks>
public sealed record CropOrPad : VolumePreprocessing
{
    /// <summary>Gets the lengths of depth, height and width in voxels, or one for all.</summary>
    public required IReadOnlyList<int> TargetShape { get; init => field = AugmentationOption.PerAxis(Requires.NotNull(value))!; }

    /// <summary>Gets what is padded. Default <see cref="VolumePadding.Constant"/>, as in nidl.</summary>
    public VolumePadding Padding { get; init => field = Requires.Defined(value); } = VolumePadding.Constant;

    /// <summary>Gets the value of constant padding, finite. Default 0, as in nidl.</summary>
    public double FillValue { get; init => field = AugmentationOption.Finite(value); }

    private protected override Tensor ApplyToVolumes(Tensor volumes)
    {
        for (var axis = 0; axis < 3; axis++)
        {
            var (before, missing) = Missing(volumes.shape[axis + 2], axis);
            if (missing < 0)
                volumes = volumes.narrow(axis + 2, -before, volumes.shape[axis + 2] + missing);
            else if (missing > 0)
                volumes = Pad(volumes, axis + 2, before, missing - before);
        }
        return volumes.contiguous();
    }

    private protected override InputShape ShapeAfter(InputShape shape) =>
        InputShape.Create([shape[0], TargetShape.Of(0), TargetShape.Of(1), TargetShape.Of(2)]);

    private protected override VolumeAffine IndicesBefore(InputShape shape) =>
        VolumeAffine.OfSteps(axis => (1, -Missing(shape[axis + 1], axis).Before));

    // How many planes of an axis are missing, and how many of them before the first; negative where there are too many.
    private (long Before, long All) Missing(long length, int axis)
    {
        var missing = TargetShape.Of(axis) - length;
        return (missing < 0 ? -(-missing / 2) : missing / 2, missing);
    }

    private Tensor Pad(Tensor volumes, int axis, long before, long after)
    {
        if (Padding is VolumePadding.Edge or VolumePadding.Reflect or VolumePadding.Symmetric)
            return volumes.index_select(axis, Places(volumes, axis, before, after));
        var value = Value(volumes, axis);
        return cat([Planes(before), volumes, Planes(after)], axis);

        Tensor Planes(long count)
        {
            long[] shape = volumes.shape;
            shape[axis] = count;
            return value.expand(shape);
        }
    }

    private Tensor Places(Tensor volumes, int axis, long before, long after)
    {
        var size = volumes.shape[axis];
        var places = arange(-before, size + after, ScalarType.Int64, volumes.device);
        return Padding == VolumePadding.Edge
            ? places.clamp_(0, size - 1)
            : AxisMap.Mirrored(places, size, repeatsBorder: Padding == VolumePadding.Symmetric);
    }

    private Tensor Value(Tensor volumes, int axis) => Padding switch
    {
        VolumePadding.Maximum => volumes.amax([axis], keepdim: true),
        VolumePadding.Minimum => volumes.amin([axis], keepdim: true),
        VolumePadding.Mean => volumes.mean([axis], keepdim: true),
        VolumePadding.Median => Median(volumes, axis),
        _ => volumes.new_full([1, 1, 1, 1, 1], FillValue),
    };

    // The mean of the two in the middle, where their number is even.
    private static Tensor Median(Tensor volumes, int axis)
    {
        var (sorted, size) = (volumes.sort(axis).Values, volumes.shape[axis]);
        return sorted.narrow(axis, (size - 1) / 2, 1).add(sorted.narrow(axis, size / 2, 1)).div_(2);
    }
}
