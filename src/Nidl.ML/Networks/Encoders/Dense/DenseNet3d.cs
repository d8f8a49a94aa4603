using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Describes a densely connected network for volumes: the network of Huang et al. (arXiv:1608.06993) with three spatial dimensions, by
/// default DenseNet-121.
/// </summary>
/// <remarks>
/// <para>Each layer of a block sees the outputs of all layers before it. Between two blocks a transition halves channels and sides. The
/// average over all positions of the last block goes through one linear layer.</para>
/// <para>Structure and state names (<c>features.conv0.weight</c>, <c>features.denseblock1.denselayer1.norm1.weight</c>,
/// <c>embedding.weight</c>, ...) are those of nidl's <c>densenet121</c>, whose weights load by name if <see cref="FinalNormalization"/> is
/// false. Convolutions start from He's normal distribution over the fan-in, normalizations at 1 and 0, the linear layer as in PyTorch with
/// a bias of 0.</para>
/// </remarks>
public sealed record DenseNet3d : Encoder
{
    private const int MostBlocks = 8;
    private const int MostLayers = 256;
    private const int Widest = 1024;

    /// <summary>Gets the number of layers of each block, 1 to 8 blocks of 1 to 256 layers. Default: 6, 12, 24, 16.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">There are no or more blocks, or a block has more layers.</exception>
    public IReadOnlyList<int> LayersPerBlock
    {
        get;
        init => field = Requires.Sizes(value) is var blocks && blocks.Count is >= 1 and <= MostBlocks
            && blocks.All(layers => layers <= MostLayers)
            ? blocks
            : throw new ArgumentException(
                $"LayersPerBlock must have from 1 to {MostBlocks} blocks of at most {MostLayers} layers, but {blocks} was given.",
                nameof(LayersPerBlock));
    } = Requires.Sizes([6, 12, 24, 16]);

    /// <summary>Gets the channels that each layer adds, from 1 to 1,024. Default: 32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 1,024.</exception>
    public int GrowthRate
    {
        get;
        init => field = Requires.Within(value, 1, Widest);
    } = 32;

    /// <summary>Gets the channels of the first convolution, from 1 to 1,024. Default: 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 1,024.</exception>
    public int StemChannels
    {
        get;
        init => field = Requires.Within(value, 1, Widest);
    } = 64;

    /// <summary>
    /// Gets whether the last block is normalized before its last ReLU, as the authors' network does. Set it to false for weights trained in
    /// nidl, which leaves that normalization out. Default: true.
    /// </summary>
    public bool FinalNormalization { get; init; } = true;

    /// <summary>
    /// Gets the outputs of the last, linear layer, at least 1; null leaves it out and gives the averages themselves. Default: 512.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? EmbeddingDimension
    {
        get;
        init => field = Requires.AtLeast(value, 1);
    } = 512;

    internal DenseBlocks Blocks => new(StemChannels, GrowthRate, LayersPerBlock);

    // The stem halves the sides twice, rounded up, and each transition once, rounded down to no less than one voxel.
    private int SmallestSide => (4 << (LayersPerBlock.Count - 1)) - 3;

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        if (inputShape.Rank != 4 || inputShape.Skip(1).Any(side => side < SmallestSide))
            throw new ArgumentException(
                $"DenseNet3d of {LayersPerBlock.Count} blocks needs rows of shape (channels, depth, height, width) of at least "
                + $"{SmallestSide} voxels a side, but {inputShape} was given.",
                nameof(inputShape));
    }

    /// <summary>
    /// Gets the number of values of one embedding: <see cref="EmbeddingDimension"/>, or the channels of the last block if it is null (1,024
    /// by default).
    /// </summary>
    /// <param name="inputShape">The shape of one row, without the batch.</param>
    public override int GetEmbeddingDimension(InputShape inputShape) => EmbeddingDimension ?? Blocks.OutputChannels;

    internal override bool TakesOtherSizes => true;

    internal override Int128? CountState(InputShape inputShape) =>
        Blocks.CountState(inputShape[0], FinalNormalization) + (EmbeddingDimension ?? 0) * ((Int128)Blocks.OutputChannels + 1);

    /// <inheritdoc/>
    protected override nn.Module<Tensor, Tensor> Build(InputShape inputShape) => new DenseNet3dModule(this, inputShape[0]);
}
