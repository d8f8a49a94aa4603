using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Clips each channel to percentiles of its values, and maps what is left to a range (nidl's RobustRescaling).</summary>
/// <remarks>
/// Percentiles are interpolated linearly between the sorted values, as NumPy's. Smallest and largest value are those after clipping; where
/// they differ by less than 1e-8, all values become the range's lower end.
/// </remarks>
public sealed record RobustRescaling : IntensityPreprocessing
{
    private const double SmallestRange = 1e-8;

    /// <summary>Gets the range of the result. Default (0, 1), as in nidl.</summary>
    public Interval OutputRange { get; init; } = (0, 1);

    /// <summary>Gets the percentiles to clip to: 0 to 100. Default (1, 99), as in nidl.</summary>
    public Interval Percentiles { get; init => field = AugmentationOption.Between(value, 0, 100); } = (1, 99);

    private protected override Tensor Change(Tensor volumes, Tensor? mask)
    {
        var values = volumes.flatten(2); // (N, C, voxels)
        var (low, high) = Percentile.Of(values, mask?.flatten(2), Percentiles.Low, Percentiles.High); // (N, C, 1)
        var clipped = values.clamp(low, high);
        var (least, most) = (clipped.amin([2], keepdim: true), clipped.amax([2], keepdim: true));
        var range = most.sub(least);
        var factor = where(range.lt(SmallestRange), zeros_like(range), range.reciprocal().mul_(OutputRange.High - OutputRange.Low));
        return clipped.sub_(least).mul_(factor).add_(OutputRange.Low).view_as(volumes);
    }
}
