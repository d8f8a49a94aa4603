using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Multiplies each volume with a smooth random field, as the coils of an MR scanner do: the exponential of a small grid of normal values
/// that is enlarged to the volume's size (SynthSeg: Billot et al. 2023, arXiv:2107.09559; so in TorchIO 2).
/// </summary>
/// <remarks>
/// All channels share the field. Between the grid's points it is interpolated linearly; beyond the outermost ones it is constant.
/// </remarks>
public sealed record BiasField3d : VolumeAugmentation
{
    /// <summary>Gets the range of the standard deviation of a sample's grid values: not negative. Default 0.5, as in TorchIO 2.</summary>
    public Interval StandardDeviation { get; init => field = AugmentationOption.NotNegative(value); } = 0.5;

    /// <summary>
    /// Gets the grid's share of each side of the volume, above 0, at most 1; it has at least 2 points a side. Default 0.025, as in TorchIO
    /// 2.
    /// </summary>
    public double GridShare { get; init => field = AugmentationOption.Share(value); } = 0.025;

    /// <inheritdoc/>
    protected override Tensor ApplyToVolumes(Tensor volumes, RandomSource random)
    {
        if (StandardDeviation.High == 0)
            return volumes;
        var shape = BatchShape.OnePerSample(volumes);
        var deviation = random.Uniform(shape, StandardDeviation.Low, StandardDeviation.High);
        var grid = random.Normal([shape[0], 1, .. volumes.shape[2..].Select(Points)]).mul_(deviation);
        return BatchParts.Map(volumes, (part, rows) => Multiply(part, rows[0]), grid);
    }

    // The logarithms have shape (N, 1, points, points, points).
    internal static Tensor Multiply(Tensor volumes, Tensor logarithms)
    {
        return AxisProduct.Apply(logarithms.to_type(volumes.dtype), Map(2), Map(3), Map(4)).exp_().mul(volumes);

        Tensor Map(int axis)
        {
            var (size, points) = (volumes.shape[axis], logarithms.shape[axis]);
            var centers = arange(size, ScalarType.Float64, volumes.device).add_(0.5).mul_((double)points / size);
            var positions = centers.sub_(0.5).clamp_(0, points - 1);
            return AxisMap.Linear(positions.unsqueeze(0), points).to_type(volumes.dtype); // (1, size, points)
        }
    }

    private long Points(long side) => Math.Max(2, (long)Math.Ceiling(GridShare * side));
}
