using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Drops values with a probability and scales the others by 1 / (1 - p), in training; passes its input on in evaluation. The masks come
/// from <see cref="LayerRandomness"/>, since Torch's own dropout takes no generator and could not repeat a pass.
/// </summary>
internal sealed class SeededDropout : nn.Module<Tensor, Tensor>
{
    private readonly double _probability;

    public SeededDropout(double probability)
        : base(nameof(SeededDropout)) => _probability = probability;

    public override Tensor forward(Tensor input)
    {
        // A container disposes what goes from layer to layer, so the input itself is never handed back.
        if (!training || _probability == 0)
            return input.alias();
        using var scope = NewDisposeScope();
        var kept = LayerRandomness.Current.UniformLike(input).ge(_probability); // as input
        return input.mul(kept.to_type(input.dtype).div_(1 - _probability)).MoveToOuterDisposeScope();
    }
}
