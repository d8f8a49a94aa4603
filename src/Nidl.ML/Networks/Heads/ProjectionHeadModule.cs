using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The layers of a <see cref="ProjectionHead"/>, one after the other, which it owns: (N, input dimension) to (N, output dimension).
/// </summary>
internal sealed class ProjectionHeadModule : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "layers")]
    private readonly nn.Module<Tensor, Tensor> _layers;
    private readonly long _inputDimension;

    public ProjectionHeadModule(long inputDimension, IEnumerable<nn.Module<Tensor, Tensor>> layers)
        : base(nameof(ProjectionHead))
    {
        _inputDimension = inputDimension;
        _layers = nn.Sequential(layers);
        RegisterComponents();
    }

    /// <exception cref="ArgumentException">The embeddings have another shape.</exception>
    public override Tensor forward(Tensor embeddings)
    {
        if (embeddings.dim() != 2 || embeddings.shape[1] != _inputDimension)
            throw new ArgumentException(
                $"The projection head needs embeddings of shape (N, {_inputDimension}), "
                + $"but ({string.Join(", ", embeddings.shape)}) was given.", nameof(embeddings));
        return _layers.call(embeddings);
    }
}
