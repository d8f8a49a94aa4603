using static TorchSharp.torch;

namespace Nidl.ML.Losses;

/// <summary>Checks the two views at the entry of every loss, before any native call.</summary>
internal static class ShapeGuard
{
    /// <summary>Requires two floating-point matrices (batch, features) of one shape, type and device, with at least 2 pairs.</summary>
    public static void RequirePairs(Tensor z1, Tensor z2)
    {
        RequireMatrix(z1, nameof(z1));
        RequireMatrix(z2, nameof(z2));
        RequireSame(z1, z2, "shape (batch, features)", Shape);
        RequireSame(z1, z2, "data type", z => z.dtype.ToString());
        RequireSame(z1, z2, "device", Device);
        if (z1.shape[0] < 2)
            throw new ArgumentException(
                $"A loss over a batch needs at least 2 pairs, but the shape (batch, features) was {Shape(z1)}.", nameof(z1));
        if (z1.shape[1] < 1)
            throw new ArgumentException(
                $"An embedding needs at least 1 feature, but the shape (batch, features) was {Shape(z1)}.", nameof(z1));
    }

    public static string Shape(Tensor tensor) => $"({string.Join(", ", tensor.shape)})";

    private static string Device(Tensor tensor) =>
        tensor.device.index < 0 ? tensor.device.type.ToString() : $"{tensor.device.type}:{tensor.device.index}";

    private static void RequireMatrix(Tensor z, string name)
    {
        ArgumentNullException.ThrowIfNull(z, name);
        if (z.shape.Length != 2)
            throw new ArgumentException($"{name} must have shape (batch, features), but was {Shape(z)}.", name);
        if (!z.is_floating_point())
            throw new ArgumentException($"{name} must hold floating-point values, but its data type was {z.dtype}.", name);
    }

    private static void RequireSame(Tensor z1, Tensor z2, string what, Func<Tensor, string> of)
    {
        if (of(z1) != of(z2))
            throw new ArgumentException($"z1 and z2 must have the same {what}, but were {of(z1)} and {of(z2)}.", nameof(z2));
    }
}
