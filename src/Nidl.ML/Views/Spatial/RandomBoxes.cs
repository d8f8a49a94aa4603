using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Draws a box of random size and place inside each sample of a batch. Sides are rounded to whole pixels or voxels.</summary>
internal static class RandomBoxes
{
    private const int Attempts = 10;

    /// <summary>
    /// Draws boxes as torchvision does: the share of the area is uniform, and so is the logarithm of width / height. Of ten drawn boxes the
    /// first that fits is taken, its place uniform; if none fits, the given one in the image's center.
    /// </summary>
    /// <param name="images">The images, (N, C, height, width).</param>
    /// <param name="scale">The range of the share.</param>
    /// <param name="ratio">The range of width / height.</param>
    /// <param name="otherwise">Height and width of the box that is taken if none fits.</param>
    /// <param name="random">Where all randomness comes from.</param>
    public static Boxes InImages(Tensor images, Interval scale, Interval ratio, double[] otherwise, RandomSource random)
    {
        var count = images.shape[0];
        var areas = random.Uniform([count, Attempts], scale.Low, scale.High).mul_(images.shape[2] * images.shape[3]); // (N, 10)
        var ratios = random.Uniform([count, Attempts], Math.Log(ratio.Low), Math.Log(ratio.High)).exp_();
        var sides = stack([areas.div(ratios), areas.mul(ratios)], 2).sqrt_().round_(); // (N, 10, 2)
        return FirstThatFits(images, sides, otherwise, random);
    }

    /// <summary>
    /// Draws boxes as nidl does: the share of the volume is uniform, and so are the logarithms of three numbers, to which, divided by their
    /// geometric mean, the sides are proportional. Of ten drawn boxes and a cube the first that fits is taken, its place uniform; if none
    /// fits, the given one in the volume's center.
    /// </summary>
    /// <param name="volumes">The volumes, (N, C, depth, height, width).</param>
    /// <param name="scale">The range of the share.</param>
    /// <param name="ratio">The range of the three numbers.</param>
    /// <param name="otherwise">Depth, height and width of the box that is taken if none fits.</param>
    /// <param name="random">Where all randomness comes from.</param>
    public static Boxes InVolumes(Tensor volumes, Interval scale, Interval ratio, double[] otherwise, RandomSource random)
    {
        var (count, size) = (volumes.shape[0], volumes.shape[2] * volumes.shape[3] * volumes.shape[4]);
        var edges = random.Uniform([count, Attempts + 1, 1], scale.Low, scale.High).mul_(size).pow_(1.0 / 3); // (N, 11, 1)
        var logarithms = random.Uniform([count, Attempts + 1, 3], Math.Log(ratio.Low), Math.Log(ratio.High)); // (N, 11, 3)
        logarithms.sub_(logarithms.mean([2], keepdim: true));
        logarithms.narrow(1, Attempts, 1).zero_();
        return FirstThatFits(volumes, edges.mul(logarithms.exp_()).round_(), otherwise, random);
    }

    /// <summary>Puts a box of a size anywhere inside each sample.</summary>
    public static Boxes Anywhere(Tensor batch, double[] size, RandomSource random)
    {
        var sides = tensor(size, ScalarType.Float32, device: batch.device).expand(batch.shape[0], -1); // (N, axes)
        return new(Anywhere(FreePlaces(batch, sides), random), sides);
    }

    /// <summary>
    /// Gets the lengths of a box along the axes: those given, one for all or one an axis, or a share of each side, rounded up.
    /// </summary>
    public static double[] Lengths(Tensor batch, IReadOnlyList<int>? given, double share)
    {
        var lengths = new double[batch.dim() - 2];
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            var side = batch.shape[axis + 2];
            lengths[axis] = given is null ? Math.Ceiling(share * side) : Math.Min(side, given.Of(axis));
        }
        return lengths;
    }

    // The candidates have shape (N, attempts, axes).
    private static Boxes FirstThatFits(Tensor batch, Tensor candidates, double[] otherwise, RandomSource random)
    {
        var (count, attempts, axes) = (candidates.shape[0], candidates.shape[1], candidates.shape[2]);
        var fits = candidates.ge(1).logical_and(candidates.le(Sizes(batch))).all(2); // (N, attempts)
        var last = tensor(otherwise, candidates.dtype, device: batch.device).expand(count, 1, axes);
        var first = cat([fits, fits.new_ones(count, 1)], 1).to_type(ScalarType.Int32).argmax(1, keepdim: true); // (N, 1)
        var sides = cat([candidates, last], 1).gather(1, first.unsqueeze(2).expand(count, 1, axes)).squeeze(1); // (N, axes)

        var free = FreePlaces(batch, sides);
        return new(where(first.lt(attempts), Anywhere(free, random), free.div(2).floor_()), sides);
    }

    private static Tensor FreePlaces(Tensor batch, Tensor sides) => Sizes(batch).sub(sides);

    private static Tensor Anywhere(Tensor free, RandomSource random) => random.Uniform(free.shape).mul_(free.add(1)).floor_();

    private static Tensor Sizes(Tensor batch) => tensor(batch.shape[2..], ScalarType.Float32, device: batch.device);
}
