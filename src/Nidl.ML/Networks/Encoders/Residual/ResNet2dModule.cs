using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The network of a <see cref="ResNet2d"/>: (N, C, H, W) to (N, embedding dimension), or to class scores if it is given classes.
/// </summary>
internal sealed class ResNet2dModule : nn.Module<Tensor, Tensor>, IStagedModule, IConvolutionalModule, IOnnxModule
{
    [ComponentName(Name = "conv1")]
    private readonly nn.Module<Tensor, Tensor> _convolution;

    [ComponentName(Name = "bn1")]
    private readonly nn.Module<Tensor, Tensor> _normalization;

    [ComponentName(Name = "fc")]
    private readonly nn.Module<Tensor, Tensor>? _classifier;

    private readonly NormalizedConvolution _stem;
    private readonly nn.Module<Tensor, Tensor>[] _stages;
    private readonly bool _pools;

    /// <param name="options">The description.</param>
    /// <param name="stem">How the image enters.</param>
    /// <param name="inputChannels">The channels of an image.</param>
    /// <param name="classes">The outputs of torchvision's last layer, <c>fc</c>; 0 leaves it out.</param>
    public ResNet2dModule(ResNet2d options, ResNetStem stem, long inputChannels, int classes = 0)
        : base(nameof(ResNet2d))
    {
        _pools = stem == ResNetStem.Full;
        _convolution = _pools
            ? ResNetBlock.Convolution(rank: 2, inputChannels, options.Width, kernel: 7, stride: 2)
            : ResNetBlock.Convolution(rank: 2, inputChannels, options.Width, kernel: 3, stride: 1);
        _normalization = ResNetBlock.Normalization(rank: 2, options.Width);
        _stem = new(_convolution, _normalization);
        // Registered by hand to keep torchvision's order; the component names keep Torch from registering the fields a second time.
        register_module("conv1", _convolution);
        register_module("bn1", _normalization);
        _stages = options.Stages.Create();
        for (var i = 0; i < _stages.Length; i++)
            register_module($"layer{i + 1}", _stages[i]);
        if (classes == 0)
            return;
        _classifier = nn.Linear(options.GetEmbeddingDimension([1]), classes);
        register_module("fc", _classifier);
    }

    public IReadOnlyList<nn.Module[]> Stages => [[_convolution, _normalization], .. _stages.Select(stage => new nn.Module[] { stage })];

    public IEnumerable<NormalizedConvolution> Convolutions => [_stem];

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = _stem.Call(input).relu_();
        if (_pools)
            x = nn.functional.max_pool2d(x, 3, stride: 2, padding: 1);
        foreach (var stage in _stages)
            x = stage.call(x);
        x = x.mean([2, 3]); // (N, D)
        return (_classifier?.call(x) ?? x).MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxLayers layers, string input)
    {
        var x = layers.Relu(layers.Apply(input, _convolution, _normalization));
        if (_pools)
            x = layers.MaxPool(x, rank: 2, kernel: 3, stride: 2, padding: 1);
        x = layers.Average(layers.Apply(x, _stages));
        return _classifier is null ? x : layers.Apply(x, _classifier);
    }
}
