using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// One block of a densely connected network: each layer sees the block's input and the outputs of all layers before it, joined along the
/// channels, and so does what follows the block.
/// </summary>
internal sealed class DenseBlock : nn.Module<Tensor, Tensor>, IOnnxModule
{
    private readonly List<nn.Module<Tensor, Tensor>> _layers = [];

    public DenseBlock(DenseBlocks blocks, int block)
        : base(nameof(DenseBlock))
    {
        for (var i = 0; i < blocks.LayersPerBlock[block]; i++)
        {
            var layer = CreateLayer(blocks.InputOf(block) + i * blocks.GrowthRate, blocks.LayerWidth, blocks.GrowthRate);
            _layers.Add(layer);
            register_module($"denselayer{i + 1}", layer);
        }
    }

    /// <summary>Creates a convolution without bias that keeps sizes at stride 1, from He's normal distribution over the fan-in.</summary>
    public static nn.Module<Tensor, Tensor> Convolution(long input, long output, long kernel, long stride = 1)
    {
        var convolution = nn.Conv3d(input, output, kernel, stride: stride, padding: kernel / 2, bias: false);
        nn.init.kaiming_normal_(convolution.weight!, nonlinearity: nn.init.NonlinearityType.ReLU);
        return convolution;
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input;
        foreach (var layer in _layers)
            x = cat([x, layer.call(x)], 1); // (N, channels and growth rate, ...)
        return x.MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxLayers layers, string input) =>
        _layers.Aggregate(input, (x, layer) => layers.Graph.AddNode("Concat", [x, layers.Apply(x, layer)], ("axis", 1L)));

    private static nn.Module<Tensor, Tensor> CreateLayer(long input, long width, long output) => nn.Sequential(
        ("norm1", BatchNormLayer.Create(rank: 3, input)), ("relu1", nn.ReLU(inplace: true)),
        ("conv1", Convolution(input, width, kernel: 1)),
        ("norm2", BatchNormLayer.Create(rank: 3, width)), ("relu2", nn.ReLU(inplace: true)),
        ("conv2", Convolution(width, output, kernel: 3)));
}
