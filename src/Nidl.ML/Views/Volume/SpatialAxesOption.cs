using System.Numerics;

namespace Nidl.ML;

/// <summary>Checks and resolves the option that names axes.</summary>
internal static class SpatialAxesOption
{
    private const SpatialAxes Voxels = SpatialAxes.Depth | SpatialAxes.Height | SpatialAxes.Width;
    private const SpatialAxes Body = SpatialAxes.LeftRight | SpatialAxes.PosteriorAnterior | SpatialAxes.InferiorSuperior;

    public static SpatialAxes Some(SpatialAxes value) =>
        (value & ~(Voxels | Body)) == 0 && value != 0 ? value : throw Out("one or more", value);

    public static SpatialAxes Two(SpatialAxes value) => BitOperations.PopCount((uint)Some(value)) == 2 ? value : throw Out("two", value);

    /// <summary>Finds the spatial axes, counted from 0, in ascending order.</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="affine">Where the voxels lie; null if it is not known.</param>
    /// <param name="user">Whose option it is.</param>
    /// <exception cref="ArgumentException">An axis of the body is named, and it is not known where the voxels lie.</exception>
    public static int[] Resolve(SpatialAxes axes, VolumeAffine? affine, string user)
    {
        int[] worlds = (axes & Body) == 0 ? [] : RequiredAffine.Of(affine, user, $"Axes = {axes & Body}").Order.Axes;
        return [.. Enumerable.Range(0, 3).Where(axis => IsNamed(axis) || (worlds.Length > 0 && IsNamed(3 + worlds[axis])))];

        bool IsNamed(int bit) => ((int)axes & 1 << bit) != 0;
    }

    private static ArgumentOutOfRangeException Out(string required, SpatialAxes value) =>
        new(
            "Axes",
            $"Axes must be {required} of Depth, Height, Width, LeftRight, "
            + $"PosteriorAnterior and InferiorSuperior, but '{value}' was given.");
}
