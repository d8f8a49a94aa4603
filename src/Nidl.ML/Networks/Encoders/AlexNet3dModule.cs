using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The network of an <see cref="AlexNet3d"/>: (N, C, D, H, W) to (N, embedding dimension).</summary>
internal sealed class AlexNet3dModule : nn.Module<Tensor, Tensor>, IStagedModule, IConvolutionalModule, IOnnxModule
{
    [ComponentName(Name = "features")]
    private readonly nn.Module<Tensor, Tensor> _features;

    [ComponentName(Name = "regressor")]
    private readonly nn.Module<Tensor, Tensor>? _regressor;

    private readonly List<nn.Module[]> _stages = [];
    private readonly List<(NormalizedConvolution Convolution, nn.Module<Tensor, Tensor>[] Others)> _steps = [];

    public AlexNet3dModule(AlexNet3d options, long inputChannels)
        : base(nameof(AlexNet3d))
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        var input = inputChannels;
        foreach (var layer in AlexNet3d.Layers)
        {
            var start = layers.Count;
            layers.Add(nn.Conv3d(input, layer.Channels, layer.Kernel, stride: layer.Stride, padding: layer.Padding));
            layers.Add(BatchNormLayer.Create(rank: 3, layer.Channels));
            layers.Add(nn.ReLU(inplace: true));
            if (layer.IsPooled)
                layers.Add(nn.MaxPool3d(3, stride: 3));
            _stages.Add([.. layers.Skip(start)]);
            _steps.Add((new(layers[start], layers[start + 1]), [.. layers.Skip(start + 2)]));
            input = layer.Channels;
        }
        _features = nn.Sequential(layers);
        if (options.EmbeddingDimension is { } dimension)
        {
            _regressor = nn.Linear(input, dimension);
            _stages.Add([_regressor]);
        }
        RegisterComponents();
    }

    public IReadOnlyList<nn.Module[]> Stages => _stages;

    public IEnumerable<NormalizedConvolution> Convolutions => _steps.Select(step => step.Convolution);

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input;
        foreach (var (convolution, others) in _steps)
            x = others.Aggregate(convolution.Call(x), (maps, layer) => layer.call(maps));
        // TorchSharp 0.107's AdaptiveMaxPool3d calls the kernel of one dimension.
        x = x.amax([2, 3, 4]); // (N, channels)
        return (_regressor?.call(x) ?? x).MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxLayers layers, string input)
    {
        var x = layers.Largest(layers.Apply(input, _features));
        return _regressor is null ? x : layers.Apply(x, _regressor);
    }
}
