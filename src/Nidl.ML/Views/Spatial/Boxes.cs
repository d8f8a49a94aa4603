using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>A box of whole pixels or voxels in each sample of a batch.</summary>
/// <param name="Start">The first place inside, one a spatial axis: (N, axes).</param>
/// <param name="Size">The length of the sides: (N, axes).</param>
internal readonly record struct Boxes(Tensor Start, Tensor Size)
{
    /// <summary>Gets where the boxes are.</summary>
    /// <param name="batch">The samples, (N, C, axes...).</param>
    /// <returns>True inside: (N, 1, axes...).</returns>
    public Tensor Inside(Tensor batch)
    {
        var inside = InsideAxis(batch, 0);
        for (var axis = 1; axis < batch.dim() - 2; axis++)
            inside = inside.logical_and(InsideAxis(batch, axis));
        return inside;
    }

    /// <summary>
    /// Enlarges what is inside to the size of the samples, by linear interpolation between the centers of pixels or voxels.
    /// </summary>
    /// <remarks>At the box's border its outermost values are repeated; nothing outside of it is seen.</remarks>
    public Tensor Enlarge(Tensor batch) => Map(batch, (start, length, size) =>
    {
        var centers = arange(size, ScalarType.Float64, batch.device).add_(0.5).div_(size); // (size)
        var positions = centers.mul(length).sub_(0.5).clamp_min_(0).minimum(length.sub(1)).add_(start); // (N, size)
        return AxisMap.Linear(positions, size);
    });

    /// <summary>Brings what is inside to a size, smoothed where it becomes smaller (as in Pillow and torchvision's antialias).</summary>
    /// <param name="batch">The samples, (N, C, axes...).</param>
    /// <param name="lengths">The lengths of the sides of the result, one for all axes or one an axis.</param>
    public Tensor Resize(Tensor batch, IReadOnlyList<int> lengths)
    {
        var maps = new Tensor[batch.dim() - 2];
        for (var axis = 0; axis < maps.Length; axis++)
        {
            var (start, length) = (Side(Start, axis).to_type(ScalarType.Float64), Side(Size, axis).to_type(ScalarType.Float64));
            maps[axis] = AxisMap.Smoothed(start, length, lengths.Of(axis), batch.shape[axis + 2]).to_type(batch.dtype);
        }
        return AxisProduct.Apply(batch, maps);
    }

    /// <summary>Puts what is inside into the middle of samples that are empty otherwise.</summary>
    public Tensor PutInMiddle(Tensor batch) => Map(batch, (start, length, size) =>
    {
        var inBox = arange(size, ScalarType.Float64, batch.device).sub(length.neg().add_(size).div_(2).floor_()); // (N, size)
        var positions = inBox.add(start).masked_fill_(inBox.lt(0).logical_or(inBox.ge(length)), -1);
        return AxisMap.Nearest(positions, size);
    });

    // The map of each axis comes from starts and lengths, Double, (N, 1), and the axis's size.
    private Tensor Map(Tensor batch, Func<Tensor, Tensor, long, Tensor> map)
    {
        var (start, length) = (Start.to_type(ScalarType.Float64), Size.to_type(ScalarType.Float64));
        var maps = new Tensor[batch.dim() - 2];
        for (var axis = 0; axis < maps.Length; axis++)
            maps[axis] = map(Side(start, axis), Side(length, axis), batch.shape[axis + 2]).to_type(batch.dtype);
        return AxisProduct.Apply(batch, maps);
    }

    private Tensor InsideAxis(Tensor batch, int axis)
    {
        var shape = new long[batch.dim()];
        Array.Fill(shape, 1);
        shape[axis + 2] = batch.shape[axis + 2];
        var places = arange(shape[axis + 2], Start.dtype, batch.device).view(shape); // (1, 1, ..., size, ...)
        shape[0] = batch.shape[0];
        shape[axis + 2] = 1;
        var start = Side(Start, axis).view(shape); // (N, 1, ...)
        return places.ge(start).logical_and(places.lt(start.add(Side(Size, axis).view(shape))));
    }

    private static Tensor Side(Tensor sides, int axis) => sides.narrow(1, axis, 1);
}
