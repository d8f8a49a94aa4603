using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Overwrites a box of fixed size at a random place of each volume (DeVries and Taylor 2017, arXiv:1708.04552). It alone was the best
/// augmentation of y-Aware contrastive learning (Dufumier et al. 2021, arXiv:2106.08808).
/// </summary>
/// <remarks>As in y-Aware's code the box is inside the volume, its place is uniform, and all channels share it.</remarks>
public sealed record RandomCutout3d : VolumeAugmentation
{
    /// <summary>
    /// Gets the length of the box along depth, height and width, or one for all, in voxels; no more than the volume's is taken. Null stands
    /// for a quarter of each side of the volume, rounded up, as in y-Aware's code. Default null.
    /// </summary>
    public IReadOnlyList<int>? BoxSize { get; init => field = AugmentationOption.PerAxis(value); }

    /// <summary>Gets the probability of overwriting a box of a volume: 0 to 1. Default 1, as in y-Aware's code.</summary>
    public double Probability { get; init => field = AugmentationOption.Probability(value); } = 1;

    /// <summary>
    /// Gets the value written into the box: a number, <see cref="ErasingValue.Mean"/> or <see cref="ErasingValue.Noise"/>. Default 0.
    /// </summary>
    public ErasingValue Value { get; init; } = 0;

    /// <inheritdoc/>
    protected override Tensor ApplyToVolumes(Tensor volumes, RandomSource random)
    {
        var mask = RandomBoxes.Anywhere(volumes, RandomBoxes.Lengths(volumes, BoxSize, 0.25), random).Inside(volumes);
        return Value.Write(volumes, mask.logical_and(random.Bernoulli(BatchShape.OnePerSample(volumes), Probability)), random);
    }
}
