using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Describes a multilayer perceptron for tables and other flat features: hidden layers of Linear, normalization, ReLU and dropout, then a
/// last Linear to the embedding. Rows of any rank are flattened.
/// </summary>
/// <remarks>
/// Its weights are named as in a PyTorch <c>Sequential</c>: <c>layers.0.weight</c>, <c>layers.0.bias</c>, <c>layers.2.weight</c>, ...
/// </remarks>
public sealed record MlpEncoder : Encoder
{
    /// <summary>Gets the widths of the hidden layers, in units; empty for a linear encoder. Default: 512, 512.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">A width is below 1.</exception>
    public IReadOnlyList<int> HiddenDimensions
    {
        get;
        init => field = Requires.Sizes(value);
    } = Requires.Sizes([512, 512]);

    /// <summary>Gets the number of values of one embedding, at least 1. Default: 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int EmbeddingDimension
    {
        get;
        init => field = Requires.AtLeast(value, 1);
    } = 256;

    /// <summary>Gets the normalization of the hidden layers. Default: <see cref="MlpNormalization.None"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a defined one.</exception>
    public MlpNormalization Normalization { get; init => field = Requires.Defined(value); }

    /// <summary>
    /// Gets the probability with which a hidden value is dropped in training (the others are scaled by 1 / (1 - p)), at least 0 and below
    /// 1. Default: 0, none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside [0, 1).</exception>
    public double Dropout
    {
        get;
        init => field = Requires.InRange(value, 0, 1);
    }

    /// <summary>
    /// Gets whether a hidden layer whose input is as wide as its output adds its input to its output (arXiv:1512.03385). At least one
    /// hidden layer must be so. Default: false.
    /// </summary>
    public bool Residual { get; init; }

    /// <inheritdoc/>
    public override void CheckInputShape(InputShape inputShape)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        if (Residual && !HasHiddenLayerAsWideAsItsInput(inputShape))
            throw new ArgumentException(
                "MlpEncoder.Residual needs a hidden layer as wide as its input, "
                + $"but the input shape {inputShape} has {inputShape.Size} values "
                + $"and HiddenDimensions is {HiddenDimensions}.",
                nameof(inputShape));
    }

    /// <inheritdoc/>
    public override int GetEmbeddingDimension(InputShape inputShape) => EmbeddingDimension;

    internal override Int128? CountState(InputShape inputShape)
    {
        Int128 count = 0;
        Int128 width = inputShape.Size;
        foreach (var hidden in HiddenDimensions)
        {
            count += hidden * (width + Normalization switch
            {
                MlpNormalization.BatchNorm => 4, // weight, bias, mean and variance, and no bias before them
                MlpNormalization.LayerNorm => 3,
                _ => 1,
            });
            count += Normalization == MlpNormalization.BatchNorm ? 1 : 0; // its number of batches
            width = hidden;
        }
        return count + EmbeddingDimension * (width + 1);
    }

    /// <inheritdoc/>
    protected override nn.Module<Tensor, Tensor> Build(InputShape inputShape) => new MlpModule(this, inputShape.Size);

    private bool HasHiddenLayerAsWideAsItsInput(InputShape inputShape)
    {
        int[] widths = [inputShape.Size, .. HiddenDimensions];
        return widths.Zip(HiddenDimensions).Any(layer => layer.First == layer.Second);
    }
}
