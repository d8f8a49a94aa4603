using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The network of an <see cref="AlexNet3d"/>: (N, C, D, H, W) to (N, embedding dimension).</summary>
internal sealed class AlexNet3dModule : nn.Module<Tensor, Tensor>, IStagedModule
{
    [ComponentName(Name = "features")]
    private readonly nn.Module<Tensor, Tensor> _features;

    [ComponentName(Name = "regressor")]
    private readonly nn.Module<Tensor, Tensor>? _regressor;

    private readonly List<nn.Module[]> _stages = [];

    public AlexNet3dModule(AlexNet3d options, long inputChannels)
        : base(nameof(AlexNet3d))
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        var input = inputChannels;
        foreach (var layer in AlexNet3d.Layers)
        {
            var start = layers.Count;
            layers.Add(nn.Conv3d(input, layer.Channels, layer.Kernel, stride: layer.Stride, padding: layer.Padding));
            layers.Add(nn.BatchNorm3d(layer.Channels));
            layers.Add(nn.ReLU(inplace: true));
            if (layer.IsPooled)
                layers.Add(nn.MaxPool3d(3, stride: 3));
            _stages.Add([.. layers.Skip(start)]);
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

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        // TorchSharp 0.107's AdaptiveMaxPool3d calls the kernel of one dimension.
        var x = _features.call(input).amax([2, 3, 4]); // (N, channels)
        return (_regressor?.call(x) ?? x).MoveToOuterDisposeScope();
    }
}
