using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Describes a small convolutional network for images: stages of a 3x3 convolution without bias, batch normalization and ReLU, then the
/// average, or another mean, over all positions or over each part of a grid.
/// </summary>
/// <remarks>
/// The last stage has <see cref="EmbeddingDimension"/> channels, divided by the parts of the grid. Weights are named as in a PyTorch
/// <c>Sequential</c> of convolution, normalization and ReLU: <c>layers.0.weight</c>, <c>layers.1.weight</c>, <c>layers.3.weight</c>, ...
/// </remarks>
public sealed record ConvNet2d : Encoder
{
    /// <summary>Gets the channels of the stages before the last; may be empty. Default: 32, 64, 128.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">A number is below 1.</exception>
    public IReadOnlyList<int> HiddenChannels
    {
        get;
        init => field = Requires.Sizes(value);
    } = Requires.Sizes([32, 64, 128]);

    /// <summary>
    /// Gets the number of values of one embedding, at least 1, a multiple of <see cref="PoolingGrid"/> squared. Default: 256.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int EmbeddingDimension
    {
        get;
        init => field = Requires.AtLeast(value, 1);
    } = 256;

    /// <summary>
    /// Gets the parts a side, G, of the grid over whose G x G parts the last stage is averaged, at least 1. With 1 the embedding forgets
    /// where in the image something is. With 2 or more it keeps that, which helps where all images show their object at one place. Where a
    /// side of the last stage is no multiple of G, neighboring parts overlap by the remainder. Default: 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int PoolingGrid
    {
        get;
        init => field = Requires.AtLeast(value, 1);
    } = 1;

    /// <summary>
    /// Gets the power p of the mean that pools the last stage, <c>(mean of (x + 1e-6)^p)^(1/p)</c>, from 1 to 6 (GeM: Radenovic et al.
    /// 2018, arXiv:1711.02512). 1 is the average of x. The larger it is, the closer the mean is to the largest value, and the less it
    /// matters how much of the image is background. Default: 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public double PoolingPower
    {
        get;
        init => field = Requires.Within(value, 1, 6);
    } = 1;

    /// <summary>
    /// Gets the stride of each stage's convolution, in pixels, one more than <see cref="HiddenChannels"/> has entries. Default: 2, 2, 1, 2.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">A number is below 1.</exception>
    public IReadOnlyList<int> Strides
    {
        get;
        init => field = Requires.Sizes(value);
    } = Requires.Sizes([2, 2, 1, 2]);

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        if (inputShape.Rank != 3)
            throw new ArgumentException(
                $"ConvNet2d needs rows of shape (channels, height, width), but {inputShape} was given.", nameof(inputShape));
        if (Strides.Count != HiddenChannels.Count + 1)
            throw new ArgumentException(
                $"ConvNet2d.Strides needs one stride for each of the {HiddenChannels.Count + 1} stages "
                + $"(HiddenChannels {HiddenChannels} and the embedding), but {Strides} was given.",
                nameof(Strides));
        if (EmbeddingDimension % Parts != 0)
            throw new ArgumentException(
                $"ConvNet2d.EmbeddingDimension must be a multiple of the {Parts} parts of PoolingGrid {PoolingGrid}, "
                + $"but {EmbeddingDimension} was given.",
                nameof(EmbeddingDimension));
        var (height, width) = LastStage(inputShape);
        if (Math.Min(height, width) < PoolingGrid)
            throw new ArgumentException(
                $"ConvNet2d.PoolingGrid must be at most the sides of the last stage, {height}x{width} for rows of {inputShape}, "
                + $"but {PoolingGrid} was given.",
                nameof(PoolingGrid));
    }

    /// <inheritdoc/>
    public override int GetEmbeddingDimension(InputShape inputShape) => EmbeddingDimension;

    internal override bool TakesOtherSizes => true;

    internal override Int128? CountState(InputShape inputShape)
    {
        Int128 count = 0;
        Int128 input = inputShape[0];
        foreach (var channels in Channels)
        {
            // a 3x3 convolution; weight, bias, mean, variance and number of batches of its normalization
            count += channels * (9 * input + 4) + 1;
            input = channels;
        }
        return count;
    }

    internal override bool TakesAnyLayout => true;

    /// <inheritdoc/>
    protected override nn.Module<Tensor, Tensor> Build(InputShape inputShape) =>
        new ConvNet2dModule(inputShape[0], Channels, Strides, new PoolingOverGrid(PoolingGrid, PoolingPower, LastStage(inputShape)));

    private long Parts => (long)PoolingGrid * PoolingGrid;

    private int[] Channels => [.. HiddenChannels, (int)(EmbeddingDimension / Parts)];

    // A 3x3 convolution with a padding of 1 starts at every stride-th position.
    private (long Height, long Width) LastStage(InputShape inputShape) => Strides.Aggregate(
        (Height: inputShape[1], Width: inputShape[2]),
        (size, stride) => ((size.Height - 1) / stride + 1, (size.Width - 1) / stride + 1));
}
