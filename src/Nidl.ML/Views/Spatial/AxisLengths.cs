namespace Nidl.ML;

/// <summary>Reads lengths along the axes of a volume that are given as one for all axes or one an axis.</summary>
internal static class AxisLengths
{
    /// <summary>Gets the length along an axis, counted from 0.</summary>
    public static int Of(this IReadOnlyList<int> lengths, int axis) => lengths[lengths.Count == 1 ? 0 : axis];
}
