using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// One residual block over 2 or 3 spatial dimensions: two convolutions of side 3, or of sides 1, 3 and 1 with a fourfold output if it is a
/// bottleneck, each followed by batch normalization; the input, projected where its shape changes, is added before the last ReLU.
/// </summary>
internal sealed class ResNetBlock : nn.Module<Tensor, Tensor>, IConvolutionalModule, IOnnxModule
{
    private readonly int _rank;
    private readonly List<NormalizedConvolution> _layers = [];
    private readonly NormalizedConvolution? _projection;

    public ResNetBlock(int rank, long inputChannels, long width, long stride, bool isBottleneck)
        : base(nameof(ResNetBlock))
    {
        _rank = rank;
        OutputChannels = isBottleneck ? 4 * width : width;
        if (isBottleneck)
            AddLayer(inputChannels, width, kernel: 1, stride: 1);
        AddLayer(isBottleneck ? width : inputChannels, width, kernel: 3, stride);
        AddLayer(width, OutputChannels, isBottleneck ? 1 : 3, stride: 1);
        if (stride == 1 && inputChannels == OutputChannels)
            return;
        var (convolution, normalization) =
            (Convolution(rank, inputChannels, OutputChannels, kernel: 1, stride), Normalization(rank, OutputChannels));
        _projection = new(convolution, normalization);
        register_module("downsample", nn.Sequential(convolution, normalization));
    }

    public long OutputChannels { get; }

    public IEnumerable<NormalizedConvolution> Convolutions => _projection is null ? _layers : _layers.Append(_projection);

    /// <summary>
    /// Creates a convolution without bias that keeps the size at stride 1, from He's normal distribution over the fan-out.
    /// </summary>
    public static nn.Module<Tensor, Tensor> Convolution(int rank, long input, long output, long kernel, long stride)
    {
        nn.Module<Tensor, Tensor> convolution = rank == 3
            ? nn.Conv3d(input, output, kernel, stride: stride, padding: kernel / 2, bias: false)
            : nn.Conv2d(input, output, kernel, stride: stride, padding: kernel / 2, bias: false);
        nn.init.kaiming_normal_(
            convolution.get_parameter("weight")!, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        return convolution;
    }

    /// <summary>Creates the batch normalization that follows a convolution.</summary>
    public static nn.Module<Tensor, Tensor> Normalization(int rank, long channels) => BatchNormLayer.Create(rank, channels);

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input;
        for (var i = 0; i < _layers.Count; i++)
        {
            x = _layers[i].Call(x);
            if (i < _layers.Count - 1)
                x = x.relu_();
        }
        var shortcut = _projection?.Call(input) ?? input;
        return x.add_(shortcut).relu_().MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxLayers layers, string input)
    {
        var x = input;
        for (var i = 0; i < _layers.Count; i++)
        {
            x = layers.Apply(x, _layers[i].Layers);
            if (i < _layers.Count - 1)
                x = layers.Relu(x);
        }
        var shortcut = _projection is null ? input : layers.Apply(input, _projection.Layers);
        return layers.Relu(layers.Graph.AddNode("Add", [x, shortcut]));
    }

    private void AddLayer(long input, long output, long kernel, long stride)
    {
        var convolution = Convolution(_rank, input, output, kernel, stride);
        var normalization = Normalization(_rank, output);
        _layers.Add(new(convolution, normalization));
        register_module($"conv{_layers.Count}", convolution);
        register_module($"bn{_layers.Count}", normalization);
    }
}
