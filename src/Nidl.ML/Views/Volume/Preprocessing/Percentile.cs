using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Finds percentiles along the last axis, interpolated linearly between the sorted values.</summary>
internal static class Percentile
{
    /// <param name="values">The values, (..., count).</param>
    /// <param name="mask">Which of them count, of the same shape, at least one a line; null for all.</param>
    /// <param name="low">The lower percentile, 0 to 100.</param>
    /// <param name="high">The higher percentile.</param>
    /// <returns>The two, (..., 1) each.</returns>
    public static (Tensor Low, Tensor High) Of(Tensor values, Tensor? mask, double low, double high)
    {
        // What does not count stands last, and the places of percentiles depend on how many do.
        var counts = mask?.sum(-1, keepdim: true) ?? values.new_full([.. values.shape[..^1], 1], values.shape[^1], ScalarType.Int64);
        var outside = mask?.logical_not();
        return (Smallest(values, low), Smallest(values.neg(), 100 - high).neg_());

        Tensor Smallest(Tensor all, double percentile)
        {
            var places = counts.to_type(ScalarType.Float64).sub_(1).mul_(percentile / 100); // (..., 1)
            var count = Math.Min(all.shape[^1], (long)places.max().item<double>() + 2);
            var counting = outside is null ? all : all.masked_fill(outside, double.PositiveInfinity);
            return Between(counting.topk((int)count, -1, largest: false, sorted: true).values, places);
        }
    }

    private static Tensor Between(Tensor sorted, Tensor places)
    {
        var below = places.floor();
        var above = places.ceil();
        return lerp(At(below), At(above), places.sub(below).to_type(sorted.dtype));

        Tensor At(Tensor place) => sorted.gather(-1, place.to_type(ScalarType.Int64));
    }
}
