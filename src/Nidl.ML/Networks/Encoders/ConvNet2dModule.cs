using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The network of a <see cref="ConvNet2d"/>: (N, C, H, W) to (N, channels of the last stage).</summary>
internal sealed class ConvNet2dModule : nn.Module<Tensor, Tensor>, IStagedModule, IConvolutionalModule, IOnnxModule
{
    private const int LayersPerStage = 3;

    [ComponentName(Name = "layers")]
    private readonly nn.Module<Tensor, Tensor> _layers;

    private readonly PoolingOverGrid _pooling;
    private readonly List<(NormalizedConvolution Convolution, nn.Module<Tensor, Tensor> Activation)> _stages = [];

    public ConvNet2dModule(long inputChannels, IReadOnlyList<int> channels, IReadOnlyList<int> strides, PoolingOverGrid pooling)
        : base(nameof(ConvNet2d))
    {
        _pooling = pooling;
        var layers = new List<nn.Module<Tensor, Tensor>>();
        for (var i = 0; i < channels.Count; i++)
        {
            var stageInput = i == 0 ? inputChannels : channels[i - 1];
            layers.Add(nn.Conv2d(stageInput, channels[i], 3, stride: strides[i], padding: 1, bias: false));
            layers.Add(BatchNormLayer.Create(rank: 2, channels[i]));
            layers.Add(nn.ReLU(inplace: true));
            _stages.Add((new(layers[^3], layers[^2]), layers[^1]));
        }
        _layers = nn.Sequential(layers);
        RegisterComponents();
    }

    public IReadOnlyList<nn.Module[]> Stages => [.. _layers.children().Chunk(LayersPerStage)];

    public IEnumerable<NormalizedConvolution> Convolutions => _stages.Select(stage => stage.Convolution);

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = input;
        foreach (var (convolution, activation) in _stages)
            maps = activation.call(convolution.Call(maps)); // (N, channels, h, w)
        return _pooling.Apply(maps).MoveToOuterDisposeScope(); // (N, D)
    }

    public string AddTo(OnnxLayers layers, string input) => _pooling.AddTo(layers, layers.Apply(input, _layers));
}
