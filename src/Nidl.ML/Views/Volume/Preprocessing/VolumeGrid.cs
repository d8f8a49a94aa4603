using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Interpolates volumes on grids of another step, whose border begins where the volume's does.</summary>
internal static class VolumeGrid
{
    /// <param name="volumes">The volumes, (N, C, D, H, W).</param>
    /// <param name="interpolation">How values between voxels are found.</param>
    /// <param name="grid">For an axis, counted from 0: the number of places, and their distance in voxels of the volume.</param>
    public static Tensor Apply(Tensor volumes, VolumeInterpolation interpolation, Func<int, (long Length, double Step)> grid)
    {
        return AxisProduct.Apply(volumes, Map(0), Map(1), Map(2));

        Tensor Map(int axis)
        {
            var (size, (length, step)) = (volumes.shape[axis + 2], grid(axis));
            var places = arange(length, ScalarType.Float64, volumes.device).mul_(step).add_(Place(step).First);
            var positions = places.unsqueeze(0); // (1, length)
            var inside = positions.le(size - 0.5).unsqueeze(2);
            positions.clamp_(0, size - 1);
            var map = interpolation == VolumeInterpolation.Nearest ? AxisMap.Nearest(positions, size) : AxisMap.Linear(positions, size);
            return map.mul_(inside).to_type(volumes.dtype);
        }
    }

    /// <summary>Gets the distance of a grid's places and the first of them, in voxels of the volume.</summary>
    public static (double Step, double First) Place(double step) => (step, 0.5 * step - 0.5);
}
