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

    public string AddTo(OnnxLayers layers, string input)
    {
        var graph = layers.Graph;
        var dimension = _projection.get_parameter("weight")!.shape[0];
        // A size of 0 is that of the input.
        var all = graph.AddNode("Reshape", [layers.Apply(input, _queriesKeysValues), graph.AddConstant("shape", 0, 0, 3, _heads, dimension / _heads)]);
        string Part(long index, params long[] order) => graph.AddNode(
            "Transpose", [graph.AddNode("Gather", [all, graph.AddConstant("part", tensor(index))], ("axis", 2L))], ("perm", order));
        var products = graph.AddNode("MatMul", [Part(0, 0, 2, 1, 3), Part(1, 0, 2, 3, 1)]); // (N, heads, tokens, tokens)
        var scale = graph.AddConstant("scale", tensor(new[] { (float)(1 / Math.Sqrt((double)dimension / _heads)) }));
        var shares = graph.AddNode("Softmax", [graph.AddNode("Mul", [products, scale])], ("axis", 3L));
        var mixed = graph.AddNode("Transpose", [graph.AddNode("MatMul", [shares, Part(2, 0, 2, 1, 3)])], ("perm", (long[])[0, 2, 1, 3]));
        return layers.Apply(graph.AddNode("Reshape", [mixed, graph.AddConstant("shape", 0, 0, dimension)]), _projection);
    }
}
