using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Turns each volume by 90, 180 or 270 degrees in the plane of two axes, each angle as likely (nidl's RandomRotation). No value changes.
/// </summary>
public sealed record RandomQuarterTurn3d : VolumeAugmentation
{
    /// <summary>
    /// Gets the two axes, of the voxels or of the body; volumes must have one size along both. Default depth and height, as in nidl.
    /// </summary>
    public SpatialAxes Axes { get; init => field = SpatialAxesOption.Two(value); } = SpatialAxes.Depth | SpatialAxes.Height;

    /// <summary>Gets the probability of turning a volume: 0 to 1. Default 1, as in nidl.</summary>
    public double Probability { get; init => field = AugmentationOption.Probability(value); } = 1;

    /// <summary>
    /// Gets where the voxels of all volumes lie, for axes of the body. Default null: as the column tells, which one of <c>LoadVolumes</c>
    /// does; one that does not is an error where <see cref="Axes"/> names an axis of the body.
    /// </summary>
    public VolumeAffine? Affine { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// Not a volume's shape, the sizes along the two axes differ, the two are the same axis, or <see cref="Axes"/> names an axis of the
    /// body, and neither the column nor <see cref="Affine"/> tells which.
    /// </exception>
    public override void CheckInputShape(InputShape inputShape)
    {
        base.CheckInputShape(inputShape);
        var (first, second) = Plane();
        if (inputShape[first + 1] != inputShape[second + 1])
            throw new ArgumentException(
                $"RandomQuarterTurn3d needs rows of one size along {Axes}, since a quarter turn exchanges them, "
                + $"but {inputShape} was given.",
                nameof(inputShape));
    }

    internal override Augmentation Of(VolumeAffine volumes) => this with { Affine = Affine ?? volumes };

    /// <inheritdoc/>
    protected override Tensor ApplyToVolumes(Tensor volumes, RandomSource random)
    {
        CheckInputShape(InputShape.Create(volumes.shape.AsSpan(1)));
        var (first, second) = Plane();
        var shape = BatchShape.OnePerSample(volumes);
        var turns = random.Integers(shape, 3).add_(1).mul_(random.Bernoulli(shape, Probability)); // (N, 1, 1, 1, 1)
        return BatchParts.Map(volumes, (part, rows) => Turn(part, rows[0], first + 2, second + 2), turns);
    }

    // From the first axis towards the second, as many times by 90 degrees as turns say, 0 to 3.
    internal static Tensor Turn(Tensor volumes, Tensor turns, int first, int second)
    {
        var transposed = where(turns.remainder(2).eq(1), volumes.transpose(first, second), volumes);
        var mirrored = AxisFlip.Apply(transposed, first, turns.eq(1).logical_or(turns.eq(2)));
        return AxisFlip.Apply(mirrored, second, turns.ge(2));
    }

    private (int First, int Second) Plane()
    {
        var axes = SpatialAxesOption.Resolve(Axes, Affine, nameof(RandomQuarterTurn3d));
        return axes.Length == 2
            ? (axes[0], axes[1])
            : throw new ArgumentException(
                $"RandomQuarterTurn3d needs two axes, but {Axes} are the same one where the voxels lie as {Affine} says.", nameof(Axes));
    }
}
