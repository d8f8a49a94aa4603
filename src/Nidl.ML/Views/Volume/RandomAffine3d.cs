using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Scales, turns and moves each volume at random, about its center, keeping its size (TorchIO: Perez-Garcia et al. 2021, arXiv:2003.04696).
/// </summary>
/// <remarks>
/// Values are interpolated linearly; what comes from outside the volume has <see cref="FillValue"/>. Every axis has draws of its own.
/// </remarks>
public sealed record RandomAffine3d : VolumeAugmentation
{
    /// <summary>
    /// Gets the ranges of the angles about depth, height and width, in degrees: -180 to 180. Default (-10, 10), as TorchIO's.
    /// </summary>
    public AxisIntervals Degrees { get; init => field = AugmentationOption.Between(Requires.NotNull(value), -180, 180); } = (-10, 10);

    /// <summary>
    /// Gets the ranges of the enlargement along depth, height and width: positive, 1 is none. Default (0.9, 1.1), as TorchIO's.
    /// </summary>
    public AxisIntervals Scale { get; init => field = AugmentationOption.Positive(Requires.NotNull(value)); } = (0.9, 1.1);

    /// <summary>Gets the ranges of the shift along depth, height and width, in voxels. Default 0, as TorchIO's.</summary>
    public AxisIntervals Translation { get; init => field = Requires.NotNull(value); } = 0;

    /// <summary>Gets the value of what lies outside the volume: finite. Default 0.</summary>
    public double FillValue { get; init => field = AugmentationOption.Finite(value); }

    /// <inheritdoc/>
    protected override Tensor ApplyToVolumes(Tensor volumes, RandomSource random)
    {
        var count = volumes.shape[0];
        var turns = Turn(Radians(Degrees, count, random));
        var (scales, shifts) = (random.Uniform(Scale, count), random.Uniform(Translation, count));
        return BatchParts.Map(volumes, (part, rows) => Move(part, rows[0], rows[1], rows[2], FillValue), turns, scales, shifts);
    }

    // First scaled, then turned, then moved. Turns have shape (N, 3, 3), scales and shifts (N, 3).
    internal static Tensor Move(Tensor volumes, Tensor turns, Tensor scales, Tensor shifts, double fillValue)
    {
        var sources = turns.div(scales.unsqueeze(2)); // Double, (N, 3, 3)
        var translation = sources.matmul(shifts.to_type(ScalarType.Float64).unsqueeze(2)).squeeze(2).neg_(); // (N, 3)
        return SamplingGrid.Sample(volumes, SamplingGrid.Linear(volumes, sources, translation), fillValue);
    }

    internal static Tensor Radians(AxisIntervals degrees, long count, RandomSource random) =>
        random.Uniform(degrees, count).mul_(Math.PI / 180);

    // Angles about the width, then the height, then the depth, (N, 3) in the order of the axes: the sources' matrices, (N, 3, 3).
    internal static Tensor Turn(Tensor radians)
    {
        var about = radians.unbind(1);
        var aboutDepth = SamplingGrid.Turn(about[0], 3, 1, 2);
        var aboutHeight = SamplingGrid.Turn(about[1], 3, 0, 2);
        var aboutWidth = SamplingGrid.Turn(about[2], 3, 0, 1);
        return aboutWidth.matmul(aboutHeight).matmul(aboutDepth);
    }
}
