using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Smooths each volume with a Gaussian of random width (nidl's RandomGaussianBlur).</summary>
/// <remarks>
/// Weights along each axis are <c>exp(-k² / (2 sigma²))</c> for k from -r to r voxels, normalized to sum 1, with <c>r = floor(4 sigma +
/// 0.5)</c>; beyond the border the volume is mirrored, its outermost voxels repeated: SciPy's <c>gaussian_filter</c>. Channels are not
/// mixed.
/// </remarks>
public sealed record GaussianBlur3d : VolumeAugmentation
{
    /// <summary>
    /// Gets the range of a sample's standard deviation: one for all axes, which then share one draw, or one each for depth, height and
    /// width. Not negative; 0 changes nothing. In millimeters if <see cref="Affine"/> is given, else in voxels. Default (0, 2), as in nidl,
    /// which draws three.
    /// </summary>
    public AxisIntervals Sigma { get; init => field = AugmentationOption.NotNegative(Requires.NotNull(value)); } = (0, 2);

    /// <summary>Gets where the voxels of all volumes lie, for their size; null for a standard deviation in voxels. Default null.</summary>
    public VolumeAffine? Affine { get; init; }

    /// <inheritdoc/>
    protected override Tensor ApplyToVolumes(Tensor volumes, RandomSource random)
    {
        var drawn = random.Uniform(Sigma, volumes.shape[0]);
        var sigma = Sigma.Count == 1 ? drawn.narrow(1, 0, 1).expand(-1, 3) : drawn;
        var largest = Sigma.Max(interval => interval.High) / VoxelSizes.Of(Affine).Min();
        return Blur(volumes, sigma.div(VoxelSizes.Of(Affine, volumes.device)), largest);
    }

    // Sigma has shape (N, 3), in voxels, and its values are at most the largest.
    internal static Tensor Blur(Tensor volumes, Tensor sigma, double largest)
    {
        return BatchParts.Map(
            volumes, (part, maps) => AxisProduct.ApplyBanded(part, AxisMap.Radius(largest), maps), Map(0), Map(1), Map(2));

        Tensor Map(int axis)
        {
            var ofAxis = sigma.narrow(1, axis, 1).to_type(ScalarType.Float64);
            return AxisMap.Gaussian(ofAxis, largest, volumes.shape[axis + 2], repeatsBorder: true).to_type(volumes.dtype);
        }
    }
}
