using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Overwrites random boxes of each volume with a probability (nidl's RandomErasing, after Zhong et al. 2017, arXiv:1708.04896).
/// </summary>
/// <remarks>
/// A box is drawn as by <see cref="RandomResizedCrop3d"/>; if none of ten boxes and a cube fits, none is written. All channels share it.
/// </remarks>
public sealed record RandomErasing3d : VolumeAugmentation
{
    /// <summary>Gets the probability of erasing in a volume: 0 to 1. Default 1, as in nidl.</summary>
    public double Probability { get; init => field = AugmentationOption.Probability(value); } = 1;

    /// <summary>Gets the range of a box's share of the volume: above 0, at most 1. Default (0.02, 0.33), as in nidl.</summary>
    public Interval Scale { get; init => field = AugmentationOption.Share(value); } = (0.02, 0.33);

    /// <summary>Gets the range of the three numbers that the sides are proportional to: above 0. Default (1, 3), as in nidl.</summary>
    public Interval Ratio { get; init => field = AugmentationOption.Positive(value); } = (1, 3);

    /// <summary>Gets the number of boxes, drawn one after the other: at least 1. Default 1, as in nidl.</summary>
    public int NumberOfBoxes { get; init => field = Requires.AtLeast(value, 1); } = 1;

    /// <summary>
    /// Gets the value written into a box: a number, <see cref="ErasingValue.Mean"/> or <see cref="ErasingValue.Noise"/>. Default 0, as in
    /// nidl.
    /// </summary>
    public ErasingValue Value { get; init; } = 0;

    /// <inheritdoc/>
    protected override Tensor ApplyToVolumes(Tensor volumes, RandomSource random)
    {
        var chosen = random.Bernoulli(BatchShape.OnePerSample(volumes), Probability);
        for (var i = 0; i < NumberOfBoxes; i++)
        {
            var boxes = RandomBoxes.InVolumes(volumes, Scale, Ratio, [0, 0, 0], random);
            volumes = Value.Write(volumes, boxes.Inside(volumes).logical_and(chosen), random);
        }
        return volumes;
    }
}
