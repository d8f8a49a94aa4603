using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Attention of every token to all tokens, in several heads (arXiv:1706.03762). (N, tokens, E) to the same.</summary>
internal sealed class SelfAttention : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "qkv")]
    private readonly nn.Module<Tensor, Tensor> _queriesKeysValues;

    [ComponentName(Name = "proj")]
    private readonly nn.Module<Tensor, Tensor> _projection;

    [ComponentName(Name = "proj_drop")]
    private readonly nn.Module<Tensor, Tensor>? _dropout;

    private readonly long _heads;

    public SelfAttention(long dimension, long heads, double dropout)
        : base(nameof(SelfAttention))
    {
        _heads = heads;
        _queriesKeysValues = nn.Linear(dimension, 3 * dimension);
        _projection = nn.Linear(dimension, dimension);
        _dropout = dropout == 0 ? null : new SeededDropout(dropout);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (n, tokens, dimension) = (input.shape[0], input.shape[1], input.shape[2]);
        var parts = _queriesKeysValues.call(input).view(n, tokens, 3, _heads, dimension / _heads).permute(2, 0, 3, 1, 4).unbind();
        var mixed = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]); // (N, heads, tokens, E / heads)
        var x = _projection.call(mixed.transpose(1, 2).reshape(n, tokens, dimension));
        return (_dropout?.call(x) ?? x).MoveToOuterDisposeScope();
    }
}
