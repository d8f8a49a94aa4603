namespace Nidl.ML;

/// <summary>
/// Describes the size of a volume's voxels along its axes, in millimeters. Write it as one number, <c>VoxelSize = 2</c>, or as three,
/// <c>VoxelSize = (1, 1, 2.5)</c>.
/// </summary>
/// <param name="Depth">The size along the depth: positive.</param>
/// <param name="Height">The size along the height: positive.</param>
/// <param name="Width">The size along the width: positive.</param>
public readonly record struct VoxelSize(double Depth, double Height, double Width)
{
    /// <summary>Converts a number to the size of voxels with equal sides.</summary>
    public static implicit operator VoxelSize(double side) => new(side, side, side);

    /// <summary>Converts three numbers to the size along depth, height and width.</summary>
    public static implicit operator VoxelSize((double Depth, double Height, double Width) sides) =>
        new(sides.Depth, sides.Height, sides.Width);

    /// <summary>Gets the size as it stands in messages, for example <c>(1, 1, 2.5)</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"({Depth}, {Height}, {Width})");

    internal double this[int axis] => axis == 0 ? Depth : axis == 1 ? Height : Width;
}
