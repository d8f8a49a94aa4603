using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// One block of a transformer: attention, then a multilayer perceptron, each behind a normalization and added to its input. (N, tokens, E)
/// to the same.
/// </summary>
internal sealed class TransformerBlock : nn.Module<Tensor, Tensor>, IOnnxModule
{
    [ComponentName(Name = "norm1")]
    private readonly nn.Module<Tensor, Tensor> _attentionNormalization;

    [ComponentName(Name = "attn")]
    private readonly nn.Module<Tensor, Tensor> _attention;

    [ComponentName(Name = "norm2")]
    private readonly nn.Module<Tensor, Tensor> _perceptronNormalization;

    [ComponentName(Name = "mlp")]
    private readonly nn.Module<Tensor, Tensor> _perceptron;

    [ComponentName(Name = "drop_path")]
    private readonly nn.Module<Tensor, Tensor>? _stochasticDepth;

    public TransformerBlock(VisionTransformer3d options, int block)
        : base(nameof(TransformerBlock))
    {
        var dimension = options.EmbeddingDimension;
        _attentionNormalization = nn.LayerNorm(dimension);
        _attention = new SelfAttention(dimension, options.NumberOfHeads, options.Dropout);
        _perceptronNormalization = nn.LayerNorm(dimension);
        _perceptron = CreatePerceptron(dimension, options.Dropout);
        if (options.StochasticDepth > 0 && block > 0)
            _stochasticDepth = new StochasticDepth(options.StochasticDepth * block / (options.Depth - 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input + Branch(_attention.call(_attentionNormalization.call(input)));
        x = x + Branch(_perceptron.call(_perceptronNormalization.call(x)));
        return x.MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxLayers layers, string input)
    {
        var tokens = new OnnxTokenLayers(layers);
        var x = tokens.Sum(input, layers.Apply(tokens.Apply(input, _attentionNormalization), _attention));
        return tokens.Sum(x, tokens.Apply(x, _perceptronNormalization, _perceptron));
    }

    private Tensor Branch(Tensor output) => _stochasticDepth?.call(output) ?? output;

    private static nn.Module<Tensor, Tensor> CreatePerceptron(long dimension, double dropout)
    {
        var width = VisionTransformer3d.PerceptronRatio * dimension;
        return dropout == 0
            ? nn.Sequential(("fc1", nn.Linear(dimension, width)), ("act", nn.GELU()), ("fc2", nn.Linear(width, dimension)))
            : nn.Sequential(
                ("fc1", nn.Linear(dimension, width)), ("act", nn.GELU()), ("drop1", new SeededDropout(dropout)),
                ("fc2", nn.Linear(width, dimension)), ("drop2", new SeededDropout(dropout)));
    }
}
