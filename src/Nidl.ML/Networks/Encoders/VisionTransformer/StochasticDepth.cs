using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Drops whole rows of a branch with a probability and scales the others by 1 / (1 - p), in training (arXiv:1603.09382); passes its input
/// on in evaluation.
/// </summary>
internal sealed class StochasticDepth : nn.Module<Tensor, Tensor>
{
    private readonly double _probability;

    public StochasticDepth(double probability)
        : base(nameof(StochasticDepth)) => _probability = probability;

    public override Tensor forward(Tensor input)
    {
        if (!training)
            return input.alias();
        using var scope = NewDisposeScope();
        var kept = LayerRandomness.Current.Uniform([input.shape[0], .. input.shape.Skip(1).Select(_ => 1L)]).ge(_probability); // (N, 1, 1)
        return input.mul(kept.to_type(input.dtype).div_(1 - _probability)).MoveToOuterDisposeScope();
    }
}
