using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Maps a volume to one token for each of its patches, (N, C, D, H, W) to (N, patches, E), the last axis fastest: a convolution whose
/// stride is its kernel, as one matrix product.
/// </summary>
internal sealed class PatchProjection : nn.Module<Tensor, Tensor>, IOnnxModule
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight; // (E, C, side, side, side)

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias; // (E)

    private readonly long _side;

    public PatchProjection(long inputChannels, long side, long dimension)
        : base(nameof(PatchProjection))
    {
        _side = side;
        var bound = 1 / Math.Sqrt(inputChannels * side * side * side);
        _weight = Draw(bound, dimension, inputChannels, side, side, side);
        _bias = Draw(bound, dimension);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (n, c) = (input.shape[0], input.shape[1]);
        var (d, h, w) = (input.shape[2] / _side, input.shape[3] / _side, input.shape[4] / _side);
        var patches = input.reshape(n, c, d, _side, h, _side, w, _side).permute(0, 2, 4, 6, 1, 3, 5, 7).reshape(n, d * h * w, -1);
        return nn.functional.linear(patches, _weight.flatten(1), _bias).MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxLayers layers, string input)
    {
        long[] sides = [_side, _side, _side];
        var tokens = new OnnxTokenLayers(layers);
        string[] inputs = [input, layers.Constant(_weight), layers.Constant(_bias)];
        var map = layers.Graph.AddNode("Conv", inputs, ("kernel_shape", sides), ("strides", sides)); // (N, E, d, h, w)
        return tokens.Permute(tokens.Reshape(map, 0, _bias.shape[0], -1), 0, 2, 1);
    }

    private static Parameter Draw(double bound, params long[] shape) =>
        (Parameter)new Parameter(rand(shape).mul_(2 * bound).sub_(bound)).DetachFromDisposeScope();
}
