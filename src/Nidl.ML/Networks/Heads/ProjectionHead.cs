using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The network that maps embeddings to the space in which a loss compares views; it is dropped after training. (N, input dimension) to
/// (N, output dimension).
/// </summary>
/// <remarks>Its weights are named as nidl names them, by the index in the sequence: <c>layers.0.weight</c>, <c>layers.2.weight</c>, ...</remarks>
internal sealed class ProjectionHead : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "layers")]
    private readonly nn.Module<Tensor, Tensor> _layers;
    private readonly long _inputDimension;

    /// <summary>Creates the head of layers, one after the other, which it owns.</summary>
    public ProjectionHead(long inputDimension, params nn.Module<Tensor, Tensor>[] layers)
        : base(nameof(ProjectionHead))
    {
        _inputDimension = inputDimension;
        _layers = nn.Sequential(layers);
        RegisterComponents();
    }

    /// <summary>Creates the head of SimCLR (arXiv:2002.05709), DCL and y-Aware: Linear - ReLU - Linear, both with biases.</summary>
    public static ProjectionHead TwoLayer(long inputDimension, long hiddenDimension, long outputDimension) => new(
        inputDimension,
        nn.Linear(inputDimension, hiddenDimension),
        nn.ReLU(inplace: true),
        nn.Linear(hiddenDimension, outputDimension));

    /// <summary>
    /// Creates the head of Barlow Twins (arXiv:2103.03230): twice Linear without bias - batch normalisation - ReLU, then Linear with bias, as
    /// nidl has it (the paper's last layer has no bias).
    /// </summary>
    public static ProjectionHead ThreeLayer(long inputDimension, long hiddenDimension, long outputDimension) => new(
        inputDimension,
        nn.Linear(inputDimension, hiddenDimension, hasBias: false),
        nn.BatchNorm1d(hiddenDimension),
        nn.ReLU(inplace: true),
        nn.Linear(hiddenDimension, hiddenDimension, hasBias: false),
        nn.BatchNorm1d(hiddenDimension),
        nn.ReLU(inplace: true),
        nn.Linear(hiddenDimension, outputDimension));

    /// <summary>Maps embeddings of shape (N, input dimension) to (N, output dimension).</summary>
    /// <exception cref="ArgumentException">The embeddings have another shape.</exception>
    public override Tensor forward(Tensor embeddings)
    {
        if (embeddings.dim() != 2 || embeddings.shape[1] != _inputDimension)
            throw new ArgumentException(
                $"The projection head needs embeddings of shape (N, {_inputDimension}), but ({string.Join(", ", embeddings.shape)}) was given.", nameof(embeddings));
        return _layers.call(embeddings);
    }
}
