using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Describes the network that maps embeddings to the space in which a loss compares views; it is dropped after training. A hidden layer is
/// Linear - ReLU, or with <see cref="BatchNormalization"/> Linear without bias - batch normalization - ReLU; a Linear layer ends it.
/// </summary>
/// <remarks>
/// Weights are named as nidl names them, by the index in the sequence: <c>layers.0.weight</c>, <c>layers.2.weight</c>, and so on.
/// </remarks>
public sealed record ProjectionHead
{
    /// <summary>
    /// Gets the widths of the hidden layers, at least 1 each. The default is one layer of 2048; an empty list makes the head one Linear
    /// layer.
    /// </summary>
    public IReadOnlyList<int> HiddenDimensions { get; init => field = Requires.Sizes(value); } = Requires.Sizes([2048]);

    /// <summary>Gets the width of the projections that the loss compares, at least 1. The default is 128.</summary>
    public int OutputDimension { get; init => field = Requires.AtLeast(value, 1); } = 128;

    /// <summary>Gets whether hidden layers normalize over the batch. The default is false.</summary>
    public bool BatchNormalization { get; init; }

    /// <summary>Gets whether the last layer adds a bias. The default is true.</summary>
    public bool LastBias { get; init; } = true;

    /// <summary>Creates the network with fresh weights from Torch's process-wide CPU generator.</summary>
    /// <param name="inputDimension">The width of its input, at least 1.</param>
    /// <returns>The network, (N, <paramref name="inputDimension"/>) to (N, <see cref="OutputDimension"/>), owned by the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputDimension"/> is below 1.</exception>
    public nn.Module<Tensor, Tensor> CreateModule(int inputDimension)
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        var width = Requires.AtLeast(inputDimension, 1, nameof(inputDimension));
        foreach (var hidden in HiddenDimensions)
        {
            layers.Add(nn.Linear(width, hidden, hasBias: !BatchNormalization));
            if (BatchNormalization)
                layers.Add(BatchNormLayer.Create(rank: 0, hidden));
            layers.Add(nn.ReLU(inplace: true));
            width = hidden;
        }
        layers.Add(nn.Linear(width, OutputDimension, hasBias: LastBias));
        return new ProjectionHeadModule(inputDimension, layers);
    }
}
