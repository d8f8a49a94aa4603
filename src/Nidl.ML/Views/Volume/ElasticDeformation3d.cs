using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Warps each volume smoothly at random (TorchIO: Perez-Garcia et al. 2021, arXiv:2003.04696, after SimpleITK's B-splines).
/// </summary>
/// <remarks>
/// A coarse grid of control points is laid over the volume. Those that are not locked are moved, each coordinate uniformly; between
/// them displacements are cubic B-splines. Values are interpolated linearly; what comes from outside the volume has <see
/// cref="FillValue"/>.
/// </remarks>
public sealed record ElasticDeformation3d : VolumeAugmentation
{
    private const int SplineOrder = 3;

    /// <summary>Gets the number of control points along each axis: at least 4. Default 7, as TorchIO's.</summary>
    public int NumberOfControlPoints { get; init => field = Requires.AtLeast(value, SplineOrder + 1); } = 7;

    /// <summary>
    /// Gets how far a control point is moved along each axis at most, not negative: in millimeters if <see cref="Affine"/> is given, else
    /// in voxels. Less than half the distance of control points, so that nothing folds over. Default 7.5, as TorchIO's.
    /// </summary>
    public double MaximumDisplacement { get; init => field = Requires.NotNegative(value); } = 7.5;

    /// <summary>
    /// Gets the number of outer layers of control points that stay: 0 or more; the first lies outside the volume, the second on its border.
    /// Default 2, as TorchIO's.
    /// </summary>
    public int LockedBorders { get; init => field = Requires.AtLeast(value, 0); } = 2;

    /// <summary>Gets the value of what lies outside the volume: finite. Default 0.</summary>
    public double FillValue { get; init => field = AugmentationOption.Finite(value); }

    /// <summary>Gets where the voxels of all volumes lie, for their size; null for a displacement in voxels. Default null.</summary>
    public VolumeAffine? Affine { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// Not a volume's shape, no control point is free, or <see cref="MaximumDisplacement"/> may fold the volume.
    /// </exception>
    public override void CheckInputShape(InputShape inputShape)
    {
        base.CheckInputShape(inputShape);
        if (2 * LockedBorders >= NumberOfControlPoints)
            throw new ArgumentException(
                $"ElasticDeformation3d needs control points that are free, "
                + $"but LockedBorders = {LockedBorders} locks all {NumberOfControlPoints} of an axis.");
        var voxels = Voxels();
        for (var axis = 0; axis < 3; axis++)
        {
            var distance = (double)inputShape[axis + 1] / (NumberOfControlPoints - SplineOrder);
            if (voxels[axis] > distance / 2)
                throw new ArgumentException(FormattableString.Invariant(
                    $"ElasticDeformation3d needs displacements of at most half the distance of control points, {distance / 2} ")
                    + FormattableString.Invariant($"voxels for rows of shape {inputShape}, but {voxels[axis]} was given."),
                    nameof(inputShape));
        }
    }

    /// <inheritdoc/>
    protected override Tensor ApplyToVolumes(Tensor volumes, RandomSource random)
    {
        CheckInputShape(InputShape.Create(volumes.shape.AsSpan(1)));
        long border = LockedBorders, free = NumberOfControlPoints - 2 * border;
        var most = tensor(Voxels(), ScalarType.Float32, device: volumes.device);
        var moved = random.Uniform([volumes.shape[0], free, free, free, 3], -1, 1).mul_(most);
        var displacements = nn.functional.pad(moved, [0, 0, border, border, border, border, border, border]);
        return BatchParts.Map(volumes, (part, rows) => Warp(part, rows[0], FillValue), displacements);
    }

    // Displacements have shape (N, points, points, points, 3), in voxels along depth, height and width.
    internal static Tensor Warp(Tensor volumes, Tensor displacements, double fillValue)
    {
        var points = displacements.to_type(volumes.dtype).unsqueeze(1); // (N, 1, points, points, points, 3)
        var toCoordinates = SamplingGrid.Coordinates(volumes.shape.AsSpan(2), volumes.device).unsqueeze(0).to_type(volumes.dtype);
        var warp = AxisProduct.Apply(points, Spline(0), Spline(1), Spline(2), toCoordinates); // (N, 1, D, H, W, 3)
        var still = SamplingGrid.Linear(volumes, eye(3, 3, ScalarType.Float64, volumes.device).unsqueeze(0)); // (1, D, H, W, 3)
        return SamplingGrid.Sample(volumes, warp.squeeze(1).add_(still), fillValue);

        Tensor Spline(int axis) => Splines(volumes.shape[axis + 2], displacements.shape[axis + 1], volumes.device).to_type(volumes.dtype);
    }

    // The volume spans the points from the second to the last but one.
    internal static Tensor Splines(long size, long points, Device device)
    {
        var positions = arange(size, ScalarType.Float64, device).add_(0.5).mul_((double)(points - SplineOrder) / size).add_(1);
        return AxisMap.CubicSpline(positions.unsqueeze(0), points); // (1, size, points)
    }

    private double[] Voxels() => [.. VoxelSizes.Of(Affine).Select(size => MaximumDisplacement / size)];
}
