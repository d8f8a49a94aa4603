using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Builds the matrices of <see cref="AxisProduct"/>: each row holds what one place of the result takes from the places of the axis.
/// </summary>
internal static class AxisMap
{
    /// <summary>Interpolates linearly.</summary>
    /// <param name="positions">Where each place of the result lies on the axis, from 0 to <paramref name="size"/> - 1: (N, out).</param>
    /// <param name="size">The length of the axis.</param>
    /// <returns>The matrices, (N, out, size).</returns>
    public static Tensor Linear(Tensor positions, long size) => Distances(positions, size).abs_().neg_().add_(1).clamp_min_(0);

    /// <summary>
    /// Interpolates a part of the axis linearly where it is enlarged, and takes the mean weighted by a triangle where it becomes smaller;
    /// nothing outside the part is seen.
    /// </summary>
    /// <param name="start">The first place of the part: (N, 1).</param>
    /// <param name="length">The places of the part: (N, 1).</param>
    /// <param name="result">The places of the result.</param>
    /// <param name="size">The length of the axis.</param>
    /// <returns>The matrices, (N, result, size).</returns>
    public static Tensor Smoothed(Tensor start, Tensor length, long result, long size)
    {
        var step = length.div(result); // (N, 1)
        var centers = arange(result, start.dtype, start.device).add_(0.5).mul(step).add_(start).sub_(0.5); // (N, result)
        var weights = Distances(centers, size).abs_().div_(step.clamp_min(1).unsqueeze(2)).neg_().add_(1).clamp_min_(0);
        var places = arange(size, start.dtype, start.device); // (size)
        var isInside = places.ge(start).logical_and(places.lt(start.add(length))); // (N, size)
        weights = weights.mul(isInside.unsqueeze(1));
        return weights.div_(weights.sum(2, keepdim: true));
    }

    /// <summary>Takes the nearest place; of two equally near ones the latter.</summary>
    /// <inheritdoc cref="Linear"/>
    public static Tensor Nearest(Tensor positions, long size) =>
        Distances(positions.add(0.5).floor_(), size).eq(0).to_type(positions.dtype);

    /// <summary>Weighs control points by cubic B-splines about them.</summary>
    /// <inheritdoc cref="Linear"/>
    public static Tensor CubicSpline(Tensor positions, long size)
    {
        var distance = Distances(positions, size).abs_();
        var outer = distance.neg().add_(2).clamp_min_(0).pow_(3).div_(6);
        var inner = distance.neg().add_(1).clamp_min_(0).pow_(3).mul_(4.0 / 6);
        return outer.sub_(inner);
    }

    /// <summary>Smooths with a Gaussian; beyond the border the axis is mirrored, as often as needed.</summary>
    /// <param name="sigma">
    /// Each sample's standard deviation, in places of the axis: (N, 1). The radius is <c>floor(4 sigma + 0.5)</c>.
    /// </param>
    /// <param name="largest">The largest of them, or a bound.</param>
    /// <param name="size">The length of the axis.</param>
    /// <param name="repeatsBorder">Whether the mirror repeats the outermost place.</param>
    /// <returns>The matrices, (N, size, size).</returns>
    public static Tensor Gaussian(Tensor sigma, double largest, long size, bool repeatsBorder)
    {
        var shifts = Shifts(Radius(largest), size, repeatsBorder, sigma); // (2r + 1, size, size)
        return mm(GaussianWeights(sigma, largest), shifts.flatten(1)).view(-1, size, size);
    }

    /// <summary>Gets the places on each side of one that a Gaussian weighs.</summary>
    public static long Radius(double sigma) => (long)(4 * sigma + 0.5);

    /// <summary>Gets a Gaussian's weights, of sum 1.</summary>
    /// <param name="sigma"><inheritdoc cref="Gaussian" path="/param[@name='sigma']"/></param>
    /// <param name="largest">The largest of them, or a bound; r is its radius.</param>
    /// <returns>The weights, (N, 2r + 1); 0 beyond a sample's own radius.</returns>
    public static Tensor GaussianWeights(Tensor sigma, double largest)
    {
        var radius = Radius(largest);
        var radii = sigma.mul(4).add_(0.5).floor_(); // (N, 1)
        var offsets = arange(-radius, radius + 1, sigma.dtype, sigma.device); // (2r + 1)
        // No sigma is so small that a weight beside the middle one would not vanish.
        var exponents = offsets.div(sigma.clamp_min(1e-3)).pow_(2).mul_(-0.5); // (N, 2r + 1)
        return exponents.masked_fill_(offsets.abs().gt(radii), double.NegativeInfinity).softmax(1);
    }

    /// <summary>Moves places beyond the border, Int64, into the axis, as if it were mirrored there again and again.</summary>
    public static Tensor Mirrored(Tensor places, long size, bool repeatsBorder)
    {
        var repeated = repeatsBorder ? 1 : 0;
        var period = Math.Max(1, 2 * (size - 1 + repeated));
        var inPeriod = places.remainder(period);
        return inPeriod.minimum(inPeriod.neg().add_(period - repeated));
    }

    private static Tensor Distances(Tensor positions, long size) =>
        positions.unsqueeze(2).sub(arange(size, positions.dtype, positions.device)); // (N, out, size)

    // Entry (k, i, j) is 1 where place i, moved by k - radius, comes to lie on place j.
    private static Tensor Shifts(long radius, long size, bool repeatsBorder, Tensor like)
    {
        var places = arange(size, ScalarType.Int64, like.device);
        var moved = arange(-radius, radius + 1, ScalarType.Int64, like.device).unsqueeze(1).add(places); // (2r + 1, size)
        return Mirrored(moved, size, repeatsBorder).unsqueeze(2).eq(places).to_type(like.dtype);
    }
}
