using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// What the augmentations of images and those of volumes ask of their batches: the number of spatial axes, and the names of all.
/// </summary>
internal sealed class SpatialRows
{
    private readonly int _axes;
    private readonly string _names;

    private SpatialRows(int axes, string names) => (_axes, _names) = (axes, names);

    public static SpatialRows Images { get; } = new(2, "channels, height, width");

    public static SpatialRows Volumes { get; } = new(3, "channels, depth, height, width");

    /// <exception cref="ArgumentException">The batch is of another rank, or of no floating-point type.</exception>
    public void Check(string name, Tensor batch)
    {
        if (batch.dim() != _axes + 2 || !batch.is_floating_point())
            throw new ArgumentException(
                $"{name} needs a floating-point batch of shape (N, {_names}), "
                + $"but {batch.dtype} of shape ({string.Join(", ", batch.shape)}) was given.",
                nameof(batch));
    }

    /// <exception cref="ArgumentException">The rows are of another rank.</exception>
    public void CheckInputShape(string name, InputShape inputShape)
    {
        if (inputShape.Rank != _axes + 1)
            throw new ArgumentException($"{name} needs rows of shape ({_names}), but {inputShape} was given.", nameof(inputShape));
    }
}
