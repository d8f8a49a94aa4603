using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Cuts a box of fixed size out of each volume at a random place, and enlarges it to the volume's own size or leaves it as large as it is.
/// </summary>
public sealed record RandomCrop3d : VolumeAugmentation
{
    /// <summary>
    /// Gets the length of the box along depth, height and width, or one for all, in voxels; no more than the volume's is taken. Null stands
    /// for three quarters of each side of the volume, rounded up, as in the code of y-Aware contrastive learning (arXiv:2106.08808).
    /// Default null.
    /// </summary>
    public IReadOnlyList<int>? BoxSize { get; init => field = AugmentationOption.PerAxis(value); }

    /// <summary>
    /// Gets whether the box is enlarged to the volume's size, by linear interpolation, as in that code. If not, it is put into the middle
    /// of a volume of zeros, as in the code of Barbano et al. 2023 (arXiv:2211.08326). Default true.
    /// </summary>
    public bool Enlarges { get; init; } = true;

    /// <inheritdoc/>
    protected override Tensor ApplyToVolumes(Tensor volumes, RandomSource random)
    {
        var drawn = RandomBoxes.Anywhere(volumes, RandomBoxes.Lengths(volumes, BoxSize, 0.75), random);
        return BatchParts.Map(volumes, (part, rows) => Crop(part, new(rows[0], rows[1]), Enlarges), drawn.Start, drawn.Size);
    }

    internal static Tensor Crop(Tensor volumes, Boxes boxes, bool enlarges) =>
        enlarges ? boxes.Enlarge(volumes) : boxes.PutInMiddle(volumes);
}
