using TorchSharp.Utils;
using static TorchSharp.torch;
using NamedModule = (string Name, TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor> Module);

namespace Nidl.ML;

/// <summary>The network of a <see cref="DenseNet3d"/>: (N, C, D, H, W) to (N, embedding dimension).</summary>
internal sealed class DenseNet3dModule : nn.Module<Tensor, Tensor>, IStagedModule, IOnnxModule
{
    [ComponentName(Name = "features")]
    private readonly nn.Module<Tensor, Tensor> _features;

    [ComponentName(Name = "embedding")]
    private readonly nn.Module<Tensor, Tensor>? _embedding;

    private readonly List<List<nn.Module>> _stages;

    public DenseNet3dModule(DenseNet3d options, long inputChannels)
        : base(nameof(DenseNet3d))
    {
        var blocks = options.Blocks;
        NamedModule[][] stages =
        [
            CreateStem(inputChannels, blocks.StemChannels),
            .. Enumerable.Range(0, blocks.LayersPerBlock.Count).Select(block => CreateStage(blocks, block)),
            options.FinalNormalization ? [("norm5", BatchNormLayer.Create(rank: 3, blocks.OutputChannels))] : [],
        ];
        _features = nn.Sequential(stages.SelectMany(stage => stage));
        _stages = [.. stages.Select(stage => stage.Select(part => part.Module).ToList<nn.Module>())];
        if (options.EmbeddingDimension is { } dimension)
        {
            _embedding = CreateEmbedding(blocks.OutputChannels, dimension);
            _stages[^1].Add(_embedding);
        }
        RegisterComponents();
    }

    public IReadOnlyList<nn.Module[]> Stages => [.. _stages.Where(stage => stage.Count > 0).Select(stage => stage.ToArray())];

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = _features.call(input).relu_().mean([2, 3, 4]); // (N, channels)
        return (_embedding?.call(x) ?? x).MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxLayers layers, string input)
    {
        var x = layers.Average(layers.Relu(layers.Apply(input, _features)));
        return _embedding is null ? x : layers.Apply(x, _embedding);
    }

    private static NamedModule[] CreateStem(long input, long output) =>
    [
        ("conv0", DenseBlock.Convolution(input, output, DenseBlocks.StemKernel, stride: 2)),
        ("norm0", BatchNormLayer.Create(rank: 3, output)),
        ("relu0", nn.ReLU(inplace: true)),
        ("pool0", nn.MaxPool3d(3, stride: 2, padding: 1)),
    ];

    private static NamedModule[] CreateStage(DenseBlocks blocks, int block)
    {
        NamedModule dense = ($"denseblock{block + 1}", new DenseBlock(blocks, block));
        return block == 0 ? [dense] : [($"transition{block}", CreateTransition(blocks.OutputOf(block - 1), blocks.InputOf(block))), dense];
    }

    private static nn.Module<Tensor, Tensor> CreateTransition(long input, long output) => nn.Sequential(
        ("norm", BatchNormLayer.Create(rank: 3, input)), ("relu", nn.ReLU(inplace: true)),
        ("conv", DenseBlock.Convolution(input, output, kernel: 1)),
        ("pool", nn.AvgPool3d([2, 2, 2])));

    private static nn.Module<Tensor, Tensor> CreateEmbedding(long input, long output)
    {
        var layer = nn.Linear(input, output);
        nn.init.zeros_(layer.bias!);
        return layer;
    }
}
