using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Mirrors each volume along axes, along each with a probability of its own (nidl's RandomFlip).</summary>
public sealed record RandomFlip3d : VolumeAugmentation
{
    /// <summary>Gets the axes, of the voxels or of the body. Default the depth, as in nidl.</summary>
    public SpatialAxes Axes { get; init => field = SpatialAxesOption.Some(value); } = SpatialAxes.Depth;

    /// <summary>Gets the probability of mirroring a volume along one of the axes: 0 to 1. Default 0.5; nidl: 1.</summary>
    public double Probability { get; init => field = AugmentationOption.Probability(value); } = 0.5;

    /// <summary>
    /// Gets where the voxels of all volumes lie, for axes of the body. Default null: as the column tells, which one of <c>LoadVolumes</c>
    /// does; one that does not is an error where <see cref="Axes"/> names an axis of the body.
    /// </summary>
    public VolumeAffine? Affine { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// Not a volume's shape, or <see cref="Axes"/> names an axis of the body, and neither the column nor <see cref="Affine"/> tells which.
    /// </exception>
    public override void CheckInputShape(InputShape inputShape)
    {
        base.CheckInputShape(inputShape);
        _ = Resolve();
    }

    internal override Augmentation Of(VolumeAffine volumes) => this with { Affine = Affine ?? volumes };

    /// <inheritdoc/>
    protected override Tensor ApplyToVolumes(Tensor volumes, RandomSource random)
    {
        var axes = Resolve();
        var masks = axes.Select(_ => random.Bernoulli(BatchShape.OnePerSample(volumes), Probability)).ToArray();
        return BatchParts.Map(volumes, (part, flips) => Flip(part, axes, flips), masks);
    }

    // One mask an axis, (N, 1, 1, 1, 1).
    internal static Tensor Flip(Tensor volumes, int[] axes, Tensor[] masks)
    {
        for (var i = 0; i < axes.Length; i++)
            volumes = AxisFlip.Apply(volumes, axes[i] + 2, masks[i]);
        return volumes;
    }

    private int[] Resolve() => SpatialAxesOption.Resolve(Axes, Affine, nameof(RandomFlip3d));
}
