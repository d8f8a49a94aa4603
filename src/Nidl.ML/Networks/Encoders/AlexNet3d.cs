using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Describes a small network for volumes after AlexNet: five convolutions with batch normalization, then the largest value over all
/// positions.
/// </summary>
/// <remarks>
/// Structure and state names (<c>features.0.weight</c>, <c>features.1.running_mean</c>, <c>regressor.weight</c>, ...) are those of nidl's
/// <c>AlexNet</c>, so that its weights load by name. Convolutions and the linear layer start from He's uniform distribution as in PyTorch,
/// within 1 / sqrt(inputs of one output), normalizations at 1 and 0.
/// </remarks>
public sealed record AlexNet3d : Encoder
{
    private const int SmallestSide = 33;

    /// <summary>
    /// Gets the outputs of the last, linear layer, at least 1; null leaves it out and gives the 128 largest values themselves. Default:
    /// 128.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? EmbeddingDimension
    {
        get;
        init => field = Requires.AtLeast(value, 1);
    } = 128;

    internal static IReadOnlyList<AlexNetLayer> Layers { get; } =
    [
        new(Channels: 64, Kernel: 5, Stride: 2, Padding: 0, IsPooled: true),
        new(Channels: 128, Kernel: 3, Stride: 1, Padding: 0, IsPooled: true),
        new(Channels: 192, Kernel: 3, Stride: 1, Padding: 1, IsPooled: false),
        new(Channels: 192, Kernel: 3, Stride: 1, Padding: 1, IsPooled: false),
        new(Channels: 128, Kernel: 3, Stride: 1, Padding: 1, IsPooled: false),
    ];

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        if (inputShape.Rank != 4 || inputShape.Skip(1).Any(side => side < SmallestSide))
            throw new ArgumentException(
                $"AlexNet3d needs rows of shape (channels, depth, height, width) of at least {SmallestSide} voxels a side, "
                + $"but {inputShape} was given.",
                nameof(inputShape));
    }

    /// <summary>Gets the number of values of one embedding: <see cref="EmbeddingDimension"/>, or 128 if it is null.</summary>
    /// <param name="inputShape">The shape of one row, without the batch.</param>
    public override int GetEmbeddingDimension(InputShape inputShape) => EmbeddingDimension ?? Layers[^1].Channels;

    internal override Int128? CountState(InputShape inputShape)
    {
        Int128 count = 0;
        Int128 input = inputShape[0];
        foreach (var layer in Layers)
        {
            // A convolution with bias; weight, bias, mean, variance and number of batches of its normalization.
            count += layer.Channels * (layer.Kernel * layer.Kernel * layer.Kernel * input + 5) + 1;
            input = layer.Channels;
        }
        return count + (EmbeddingDimension ?? 0) * (input + 1);
    }

    /// <inheritdoc/>
    protected override nn.Module<Tensor, Tensor> Build(InputShape inputShape) => new AlexNet3dModule(this, inputShape[0]);
}
