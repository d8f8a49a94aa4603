using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Describes a residual network for images (He et al., arXiv:1512.03385), ending in the average over all positions.</summary>
/// <remarks>
/// Structure and state names (<c>conv1.weight</c>, <c>layer1.0.bn1.running_mean</c>, <c>layer2.0.downsample.0.weight</c>, ...) are those of
/// torchvision without its last layer, <c>fc</c>: at a <see cref="Width"/> of 64 and the full stem its weights load by name. The stride of
/// a bottleneck is in its 3x3 convolution, as there. Convolutions start from He's normal distribution over the fan-out, normalizations at 1
/// and 0.
/// </remarks>
public sealed record ResNet2d : Encoder
{
    /// <summary>
    /// Gets the number of weighted layers: 18, 20 or 34 (basic blocks) or 50 (bottlenecks). At 20 the last stage has a third block; it is
    /// the network of the package Microsoft.ML.DnnImageFeaturizer.ResNet18, in spite of its name. Default: 18.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is another.</exception>
    public int Depth { get; init => field = Requires.OneOf(value, [18, 20, 34, 50]); } = 18;

    /// <summary>
    /// Gets how the image enters. The default, null, follows the image's size: <see cref="ResNetStem.SmallImage"/> if neither height nor
    /// width is above 64 pixels, else <see cref="ResNetStem.Full"/>. A trained model's description has the one that was taken.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a defined one.</exception>
    public ResNetStem? Stem { get; init => field = Requires.Defined(value); }

    /// <summary>
    /// Gets the channels of the first stage, from 1 to 1,024; the following ones have 2, 4 and 8 times as many (bottlenecks give out four
    /// times that). Default: 64, as in the paper.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 1,024.</exception>
    public int Width { get; init => field = Requires.Within(value, 1, 1024); } = 64;

    internal ResNetStages Stages =>
        new(Rank: 2, Width, Depth switch { 18 => [2, 2, 2, 2], 20 => [2, 2, 2, 3], _ => [3, 4, 6, 3] }, HasBottlenecks: Depth == 50);

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        if (inputShape.Rank != 3)
            throw new ArgumentException(
                $"ResNet2d needs rows of shape (channels, height, width), but {inputShape} was given.", nameof(inputShape));
    }

    /// <summary>
    /// Gets the number of values of one embedding: 8 times <see cref="Width"/>, or 32 times with bottlenecks (512 and 2,048 by default).
    /// </summary>
    /// <param name="inputShape">The shape of one row, without the batch.</param>
    public override int GetEmbeddingDimension(InputShape inputShape) => Stages.OutputChannels;

    internal override Encoder For(InputShape inputShape) => this with { Stem = StemFor(inputShape) };

    internal override bool TakesOtherSizes => true;

    internal override Int128? CountState(InputShape inputShape) =>
        Stages.CountState(inputShape[0], stemKernel: StemFor(inputShape) == ResNetStem.Full ? 7 : 3);

    internal override bool TakesAnyLayout => true;

    /// <inheritdoc/>
    protected override nn.Module<Tensor, Tensor> Build(InputShape inputShape) =>
        new ResNet2dModule(this, StemFor(inputShape), inputShape[0]);

    private ResNetStem StemFor(InputShape inputShape) => Stem ?? (inputShape.IsSmallImage ? ResNetStem.SmallImage : ResNetStem.Full);
}
