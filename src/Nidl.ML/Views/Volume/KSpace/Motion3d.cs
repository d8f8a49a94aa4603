using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Blurs and doubles each volume as the movement of a head during an MR scan does: the k-space is put together from slabs, which saw the
/// volume in different poses (TorchIO: Perez-Garcia et al. 2021, arXiv:2003.04696).
/// </summary>
/// <remarks>
/// The planes along one axis, drawn for each sample, are measured from the lowest frequency to the highest; the moments of the movements
/// are uniform. The slab in the middle saw the volume as it is, so that the view stays in its place. What comes from outside the volume is
/// 0.
/// </remarks>
public sealed record Motion3d : KSpaceAugmentation
{
    /// <summary>Gets the number of movements: at least 1. Default 2, as TorchIO's.</summary>
    public int NumberOfMovements { get; init => field = Requires.AtLeast(value, 1); } = 2;

    /// <summary>
    /// Gets the ranges of the angles about depth, height and width, in degrees: -180 to 180. Default (-10, 10), as TorchIO's.
    /// </summary>
    public AxisIntervals Degrees { get; init => field = AugmentationOption.Between(Requires.NotNull(value), -180, 180); } = (-10, 10);

    /// <summary>
    /// Gets the ranges of the shifts along depth, height and width, in millimeters if <see cref="Affine"/> is given, else in voxels.
    /// Default (-10, 10), as TorchIO's.
    /// </summary>
    public AxisIntervals Translation { get; init => field = Requires.NotNull(value); } = (-10, 10);

    /// <summary>Gets where the voxels of all volumes lie, for their size; null for shifts in voxels. Default null.</summary>
    public VolumeAffine? Affine { get; init; }

    private protected override Tensor[] Draw(Tensor volumes, RandomSource random)
    {
        var (count, shape) = (volumes.shape[0], BatchShape.OnePerSample(volumes));
        var voxel = VoxelSizes.Of(Affine, volumes.device);
        List<Tensor> drawn = [random.Integers(shape, 3), random.Uniform([count, NumberOfMovements]).sort(1).Values];
        for (var i = 0; i < NumberOfMovements; i++)
        {
            var radians = RandomAffine3d.Radians(Degrees, count, random);
            drawn.AddRange([RandomAffine3d.Turn(radians), random.Uniform(Translation, count).div(voxel)]);
        }
        return [.. drawn];
    }

    // Drawn are the axis, (N, 1, 1, 1, 1), the moments, (N, movements), and the turn, (N, 3, 3), and shift, (N, 3), of each movement.
    private protected override Tensor Change(Tensor spectrum, Tensor volumes, Tensor[] drawn)
    {
        var (axis, moments) = (drawn[0], drawn[1].to_type(volumes.dtype));
        var time = Times(volumes, axis); // (N, 1, D, H, W / 2 + 1), from 0 to 1
        var (pose, mirroredPose) = (Pose(time, moments), Pose(time.neg().add_(1), moments));
        var changed = spectrum.mul_(Share(0));
        for (var i = 1; i <= moments.shape[1]; i++)
        {
            var (turn, shift) = (drawn[2 * i], drawn[2 * i + 1]);
            var moved = RandomAffine3d.Move(volumes, turn, ones_like(shift), shift, 0);
            changed.add_(ToSpectrum(moved).mul_(Share(i)));
        }
        return changed;

        Tensor Share(int one) => pose.eq(one).to_type(volumes.dtype).add_(mirroredPose.eq(one)).div_(2);
    }

    private static Tensor Times(Tensor volumes, Tensor axis)
    {
        var frequencies = Frequencies(volumes);
        for (var i = 0; i < frequencies.Length; i++)
            frequencies[i] = frequencies[i].div(volumes.shape[i + 2]).add_(0.5);
        return Along(frequencies, axis);
    }

    // Pose 0 is that of the slab in the middle; the others are numbered in the order of the slabs.
    private static Tensor Pose(Tensor time, Tensor moments)
    {
        var (slab, middle) = (zeros_like(time), zeros_like(moments.narrow(1, 0, 1)));
        foreach (var moment in moments.split(1, 1)) // (N, 1) each
        {
            slab.add_(time.ge(moment.view(-1, 1, 1, 1, 1)));
            middle.add_(moment.le(0.5));
        }
        middle = middle.view(-1, 1, 1, 1, 1);
        return where(slab.eq(middle), slab.new_zeros(1), where(slab.lt(middle), slab.add(1), slab));
    }
}
