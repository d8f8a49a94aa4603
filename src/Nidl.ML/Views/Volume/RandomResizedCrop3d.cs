using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Cuts a random box out of each volume and enlarges it to the volume's own size (nidl's RandomResizedCrop).</summary>
/// <remarks>
/// As in nidl: the box's share of the volume is uniform in <see cref="Scale"/>; its sides are proportional to three numbers whose
/// logarithms are uniform in that of <see cref="Ratio"/>, divided by their geometric mean, and rounded to voxels; its place is uniform. Of
/// ten drawn boxes and a cube the first that fits is taken; if none fits, the whole volume. All channels share the box. Values are
/// interpolated linearly between voxel centers; at the box's border its outermost voxels are repeated.
/// </remarks>
public sealed record RandomResizedCrop3d : VolumeAugmentation
{
    /// <summary>Gets the range of the box's share of the volume: above 0, at most 1. Default (0.08, 1), as in nidl.</summary>
    public Interval Scale { get; init => field = AugmentationOption.Share(value); } = (0.08, 1);

    /// <summary>Gets the range of the three numbers: above 0. Default (0.75, 1.33), as in nidl.</summary>
    public Interval Ratio { get; init => field = AugmentationOption.Positive(value); } = (0.75, 1.33);

    /// <inheritdoc/>
    protected override Tensor ApplyToVolumes(Tensor volumes, RandomSource random)
    {
        var boxes = DrawBoxes(volumes, random);
        return BatchParts.Map(volumes, (part, rows) => new Boxes(rows[0], rows[1]).Enlarge(part), boxes.Start, boxes.Size);
    }

    internal Boxes DrawBoxes(Tensor volumes, RandomSource random) =>
        RandomBoxes.InVolumes(volumes, Scale, Ratio, [volumes.shape[2], volumes.shape[3], volumes.shape[4]], random);
}
