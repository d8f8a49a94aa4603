using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Turns each volume about its center by random angles, keeping its size. <see cref="RandomAffine3d"/> scales and moves, too.
/// </summary>
/// <remarks>Values are interpolated linearly; what comes from outside the volume has <see cref="FillValue"/>.</remarks>
public sealed record RandomRotation3d : VolumeAugmentation
{
    /// <summary>
    /// Gets the ranges of the angles about depth, height and width, in degrees, -180 to 180; each is drawn by itself, also from one range
    /// for all. Default (-10, 10), as TorchIO's.
    /// </summary>
    public AxisIntervals Degrees { get; init => field = AugmentationOption.Between(Requires.NotNull(value), -180, 180); } = (-10, 10);

    /// <summary>Gets the value of what lies outside the volume: finite. Default 0.</summary>
    public double FillValue { get; init => field = AugmentationOption.Finite(value); }

    /// <inheritdoc/>
    protected override Tensor ApplyToVolumes(Tensor volumes, RandomSource random)
    {
        var matrices = RandomAffine3d.Turn(RandomAffine3d.Radians(Degrees, volumes.shape[0], random));
        return BatchParts.Map(volumes, (part, rows) => SamplingGrid.Sample(part, SamplingGrid.Linear(part, rows[0]), FillValue), matrices);
    }
}
