using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The network of a <see cref="ResNet3d"/>: (N, C, D, H, W) to (N, embedding dimension).</summary>
internal sealed class ResNet3dModule : nn.Module<Tensor, Tensor>, IStagedModule, IConvolutionalModule, IOnnxModule
{
    [ComponentName(Name = "conv1")]
    private readonly nn.Module<Tensor, Tensor> _convolution;

    [ComponentName(Name = "bn1")]
    private readonly nn.Module<Tensor, Tensor> _normalization;

    [ComponentName(Name = "embedding")]
    private readonly nn.Module<Tensor, Tensor>? _embedding;

    private readonly NormalizedConvolution _stem;
    private readonly nn.Module<Tensor, Tensor>[] _stages;

    public ResNet3dModule(ResNet3d options, long inputChannels)
        : base(nameof(ResNet3d))
    {
        var stages = options.Stages;
        var kernel = options.InitialKernelSize;
        _convolution = ResNetBlock.Convolution(stages.Rank, inputChannels, stages.Width, kernel, stride: kernel == 7 ? 2 : 1);
        _normalization = ResNetBlock.Normalization(stages.Rank, stages.Width);
        _stem = new(_convolution, _normalization);
        // Registered by hand to keep nidl's order; the component names keep Torch from registering the fields a second time.
        register_module("conv1", _convolution);
        register_module("bn1", _normalization);
        _stages = stages.Create();
        for (var i = 0; i < _stages.Length; i++)
            register_module($"layer{i + 1}", _stages[i]);
        if (options.EmbeddingDimension is not { } dimension)
            return;
        _embedding = CreateEmbedding(stages.OutputChannels, dimension);
        register_module("embedding", _embedding);
    }

    public IReadOnlyList<nn.Module[]> Stages =>
    [
        [_convolution, _normalization],
        .. _stages.Select(stage => new nn.Module[] { stage }),
        .. _embedding is null ? Array.Empty<nn.Module[]>() : [[_embedding]],
    ];

    public IEnumerable<NormalizedConvolution> Convolutions => [_stem];

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = Stem(input);
        foreach (var stage in _stages)
            x = stage.call(x);
        x = x.mean([2, 3, 4]); // (N, channels)
        return (_embedding?.call(x) ?? x).MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxLayers layers, string input)
    {
        var x = layers.Relu(layers.Apply(input, _convolution, _normalization));
        x = layers.MaxPool(x, rank: 3, kernel: 3, stride: 2, padding: 1);
        x = layers.Average(layers.Apply(x, _stages));
        return _embedding is null ? x : layers.Apply(x, _embedding);
    }

    // Where the channels of a voxel lie side by side, a CPU pools twelve times as fast; but the way back through both layouts takes as long
    // as that saves.
    private Tensor Stem(Tensor input)
    {
        var isLaid = !training && input.device_type == DeviceType.CPU;
        var x = _stem.Call(isLaid ? ChannelsLast.Lay(input) : input).relu_();
        x = nn.functional.max_pool3d(x, [3, 3, 3], [2, 2, 2], [1, 1, 1]);
        return isLaid && !_stem.IsChannelsLast ? x.contiguous() : x;
    }

    private static nn.Module<Tensor, Tensor> CreateEmbedding(long input, long output)
    {
        var layer = nn.Linear(input, output);
        nn.init.normal_(layer.weight!, 0, 0.01);
        nn.init.zeros_(layer.bias!);
        return layer;
    }
}
