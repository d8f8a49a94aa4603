using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Describes a residual network for volumes: the network of He et al. (arXiv:1512.03385) with three spatial dimensions.</summary>
/// <remarks>
/// Structure and state names (<c>conv1.weight</c>, <c>layer1.0.bn1.running_mean</c>, <c>embedding.weight</c>, ...) are those of nidl's
/// <c>resnet18</c> and <c>resnet50</c>, so that their weights load by name. The average over all positions of the last stage goes through
/// one linear layer. Convolutions start from He's normal distribution over the fan-out, normalizations at 1 and 0, the linear layer from
/// a normal distribution with standard deviation 0.01 and a bias of 0.
/// </remarks>
public sealed record ResNet3d : Encoder
{
    private const int Width = 64;

    /// <summary>Gets the number of weighted layers: 18 (basic blocks) or 50 (bottlenecks). Default: 18.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is another.</exception>
    public int Depth { get; init => field = Requires.OneOf(value, [18, 50]); } = 18;

    /// <summary>
    /// Gets the side of the first convolution's kernel, an odd number from 1 to 31, in voxels. Its stride is 2 at 7 and 1 otherwise, as in
    /// nidl. Default: 7.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is even or outside 1 to 31.</exception>
    public int InitialKernelSize
    {
        get;
        init => field = value is >= 1 and <= 31 && value % 2 == 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(InitialKernelSize),
                FormattableString.Invariant($"InitialKernelSize must be odd and from 1 to 31, but {value} was given."));
    } = 7;

    /// <summary>
    /// Gets the number of stages after the stem, from 0 to 4; the network has no parameters for those left out. Default: 4.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 0 to 4.</exception>
    public int NumberOfStages { get; init => field = Requires.Within(value, 0, 4); } = 4;

    /// <summary>
    /// Gets the outputs of the last, linear layer, at least 1; null leaves it out and gives the averages themselves. Default: 512.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? EmbeddingDimension { get; init => field = Requires.AtLeast(value, 1); } = 512;

    internal ResNetStages Stages =>
        new(Rank: 3, Width, (Depth == 18 ? [2, 2, 2, 2] : (int[])[3, 4, 6, 3])[..NumberOfStages], HasBottlenecks: Depth == 50);

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        if (inputShape.Rank != 4)
            throw new ArgumentException(
                $"ResNet3d needs rows of shape (channels, depth, height, width), but {inputShape} was given.", nameof(inputShape));
    }

    /// <summary>
    /// Gets the number of values of one embedding: <see cref="EmbeddingDimension"/>, or the channels of the last stage if it is null.
    /// </summary>
    /// <param name="inputShape">The shape of one row, without the batch.</param>
    public override int GetEmbeddingDimension(InputShape inputShape) => EmbeddingDimension ?? Stages.OutputChannels;

    internal override bool TakesOtherSizes => true;

    internal override Int128? CountState(InputShape inputShape) =>
        Stages.CountState(inputShape[0], InitialKernelSize) + (EmbeddingDimension ?? 0) * ((Int128)Stages.OutputChannels + 1);

    internal override bool TakesAnyLayout => true;

    /// <inheritdoc/>
    protected override nn.Module<Tensor, Tensor> Build(InputShape inputShape) => new ResNet3dModule(this, inputShape[0]);
}
