using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Describes a vision transformer for volumes (Dosovitskiy et al., arXiv:2010.11929): the volume is cut into cubes, each becomes a token,
/// and blocks of attention and a multilayer perceptron follow, with a normalization before each. By default the small one.
/// </summary>
/// <remarks>
/// <para>Structure and state names (<c>cls_token</c>, <c>patch_embed.proj.weight</c>, <c>blocks.0.attn.qkv.weight</c>, <c>norm.weight</c>,
/// ...) are those of nidl's <c>VisionTransformer3D</c> without classes, so that its weights load by name. The perceptron is four times as
/// wide as a token, normalizations add 1e-5 to the variance, as there.</para>
/// <para>Linear layers, the class token and learned positions start from a normal distribution with standard deviation 0.02, biases at 0,
/// normalizations at 1 and 0, the projection of the patches from a uniform distribution within 1 / sqrt(values of a patch).</para>
/// </remarks>
public sealed record VisionTransformer3d : Encoder
{
    internal const int PerceptronRatio = 4;

    /// <summary>Gets the small network: tokens of 384 values, 12 blocks, 6 heads, patches of 16 voxels a side.</summary>
    public static VisionTransformer3d Small { get; } = new();

    /// <summary>Gets the base network: tokens of 768 values, 12 blocks, 12 heads, patches of 16 voxels a side.</summary>
    public static VisionTransformer3d Base { get; } = new() { EmbeddingDimension = 768, NumberOfHeads = 12 };

    /// <summary>Gets the large network: tokens of 1,024 values, 24 blocks, 16 heads, patches of 16 voxels a side.</summary>
    public static VisionTransformer3d Large { get; } = new() { EmbeddingDimension = 1024, Depth = 24, NumberOfHeads = 16 };

    /// <summary>Gets the side of a patch, at least 1, in voxels; it divides every side of the volume. Default: 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int PatchSize
    {
        get;
        init => field = Requires.AtLeast(value, 1);
    } = 16;

    /// <summary>
    /// Gets the number of values of a token and of an embedding, at least 1, a multiple of <see cref="NumberOfHeads"/>. Default: 384.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int EmbeddingDimension
    {
        get;
        init => field = Requires.AtLeast(value, 1);
    } = 384;

    /// <summary>Gets the number of blocks, at least 1. Default: 12.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Depth
    {
        get;
        init => field = Requires.AtLeast(value, 1);
    } = 12;

    /// <summary>Gets the number of attention heads, at least 1. Default: 6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int NumberOfHeads
    {
        get;
        init => field = Requires.AtLeast(value, 1);
    } = 6;

    /// <summary>Gets what becomes the embedding. Default: <see cref="TokenPooling.ClassToken"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a defined one.</exception>
    public TokenPooling Pooling
    {
        get;
        init => field = Requires.Defined(value);
    }

    /// <summary>Gets how places are told. Default: <see cref="PositionEncoding.Learned"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a defined one.</exception>
    public PositionEncoding Positions
    {
        get;
        init => field = Requires.Defined(value);
    }

    /// <summary>
    /// Gets the probability with which a value behind the attention and in the perceptron is dropped in training (the others are scaled by
    /// 1 / (1 - p)), at least 0 and below 1. Default: 0, none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double Dropout
    {
        get;
        init => field = Requires.InRange(value, 0, 1);
    }

    /// <summary>
    /// Gets the probability with which the last block is left out for a row in training, each half of it on its own (arXiv:1603.09382), at
    /// least 0 and below 1; it grows evenly from 0 at the first block. Default: 0, none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double StochasticDepth
    {
        get;
        init => field = Requires.InRange(value, 0, 1);
    }

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        if (EmbeddingDimension % NumberOfHeads != 0)
            throw new ArgumentException(
                "VisionTransformer3d.EmbeddingDimension must be a multiple of NumberOfHeads, "
                + $"but {EmbeddingDimension} and {NumberOfHeads} were given.",
                nameof(EmbeddingDimension));
        if (inputShape.Rank != 4 || inputShape.Skip(1).Any(side => side % PatchSize != 0))
            throw new ArgumentException(
                "VisionTransformer3d needs rows of shape (channels, depth, height, width) with sides that are multiples of PatchSize, "
                + $"{PatchSize}, but {inputShape} was given.",
                nameof(inputShape));
    }

    /// <inheritdoc/>
    public override int GetEmbeddingDimension(InputShape inputShape) => EmbeddingDimension;

    // Patches are projected by a matrix product.
    internal override bool HasConvolutions => false;

    /// <summary>Gets the number of patches along depth, height and width.</summary>
    internal long[] GridOf(InputShape inputShape) => [.. inputShape.Skip(1).Select(side => side / PatchSize)];

    internal override Int128? CountState(InputShape inputShape)
    {
        Int128 dimension = EmbeddingDimension;
        var projection = (Int128)inputShape[0] * PatchSize * PatchSize * PatchSize + 1;
        var positions = Positions == PositionEncoding.Learned ? NumberOfPatches(inputShape) + 1 : 0;
        // Two normalizations; query, key, value and their output; the two layers of the perceptron.
        var block = 4 + 4 * (dimension + 1) + PerceptronRatio * (dimension + 1) + (PerceptronRatio * dimension + 1);
        // The class token, and the last normalization.
        return dimension * (projection + 1 + positions + Depth * block + 2);
    }

    /// <summary>Gets the number of patches.</summary>
    internal long NumberOfPatches(InputShape inputShape) => GridOf(inputShape).Aggregate((product, side) => product * side);

    /// <inheritdoc/>
    protected override nn.Module<Tensor, Tensor> Build(InputShape inputShape) => new VisionTransformer3dModule(this, inputShape);
}
