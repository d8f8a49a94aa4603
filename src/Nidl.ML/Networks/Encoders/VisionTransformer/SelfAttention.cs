using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Attention of every token to all tokens, in several heads (arXiv:1706.03762). (N, tokens, E) to the same.</summary>
internal sealed class SelfAttention : nn.Module<Tensor, Tensor>, IOnnxModule
{
    [ComponentName(Name = "qkv")]
    private readonly nn.Module<Tensor, Tensor> _queriesKeysValues;

    [ComponentName(Name = "proj")]
    private readonly nn.Module<Tensor, Tensor> _projection;

    [ComponentName(Name = "proj_drop")]
    private readonly nn.Module<Tensor, Tensor>? _dropout;

    private readonly long _heads;
    private readonly long _headDimension;

    public SelfAttention(long dimension, long heads, double dropout)
        : base(nameof(SelfAttention))
    {
        (_heads, _headDimension) = (heads, dimension / heads);
        _queriesKeysValues = nn.Linear(dimension, 3 * dimension);
        _projection = nn.Linear(dimension, dimension);
        _dropout = dropout == 0 ? null : new SeededDropout(dropout);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (n, tokens, dimension) = (input.shape[0], input.shape[1], input.shape[2]);
        var parts = _queriesKeysValues.call(input).view(n, tokens, 3, _heads, _headDimension).permute(2, 0, 3, 1, 4).unbind();
        var mixed = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]); // (N, heads, tokens, E / heads)
        var x = _projection.call(mixed.transpose(1, 2).reshape(n, tokens, dimension));
        return (_dropout?.call(x) ?? x).MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxLayers layers, string input)
    {
        var tokens = new OnnxTokenLayers(layers);
        var all = tokens.Permute(tokens.Reshape(tokens.Apply(input, _queriesKeysValues), 0, -1, 3, _heads, _headDimension), 2, 0, 3, 1, 4);
        // (N, heads, tokens, E / heads)
        var (queries, keys, values) = (tokens.Entry(all, 0, 0), tokens.Entry(all, 0, 1), tokens.Entry(all, 0, 2));
        var scale = layers.Constant(tensor((float[])[1 / MathF.Sqrt(_headDimension)]));
        var scores = layers.Graph.AddNode("Mul", [layers.Graph.AddNode("MatMul", [queries, tokens.Permute(keys, 0, 1, 3, 2)]), scale]);
        var mixed = layers.Graph.AddNode("MatMul", [layers.Graph.AddNode("Softmax", [scores], ("axis", 3L)), values]);
        return tokens.Apply(tokens.Reshape(tokens.Permute(mixed, 0, 2, 1, 3), 0, -1, _heads * _headDimension), _projection);
    }
}
