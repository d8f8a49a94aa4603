using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Says in ONNX what layers of a transformer compute, which act on each of several tokens: (N, tokens, F).</summary>
internal sealed class OnnxTokenLayers(OnnxLayers layers)
{
    private readonly OnnxGraph _graph = layers.Graph;

    /// <summary>Adds layers, one after the other.</summary>
    /// <exception cref="NotSupportedException">A layer is none of a transformer's; the message names it.</exception>
    public string Apply(string input, params IEnumerable<nn.Module> modules) => modules.Aggregate(input, Add);

    /// <summary>Adds the sum of two values.</summary>
    public string Sum(string first, string second) => _graph.AddNode("Add", [first, second]);

    /// <summary>Adds other dimensions of the same values; 0 keeps a dimension.</summary>
    public string Reshape(string input, params long[] shape) => _graph.AddNode("Reshape", [input, _graph.AddConstant("shape", shape)]);

    /// <summary>Adds another order of the dimensions.</summary>
    public string Permute(string input, params long[] order) => _graph.AddNode("Transpose", [input], ("perm", order));

    /// <summary>Adds one entry along a dimension, which goes.</summary>
    public string Entry(string input, long dimension, long index) =>
        _graph.AddNode("Gather", [input, _graph.AddConstant("index", tensor(index))], ("axis", dimension));

    private string Add(string input, nn.Module layer) => layer switch
    {
        Sequential => Apply(input, layer.children()),
        Linear linear => Sum(
            _graph.AddNode("MatMul", [input, layers.Constant(linear.weight.t().contiguous())]), layers.Constant(linear.bias!)),
        LayerNorm normalization => layers.AddNormalization(input, normalization, axis: 2),
        GELU => Gelu(input),
        SeededDropout => input,
        _ => throw new NotSupportedException(
            $"ONNX must be told what each layer computes, but a {layer.GetType().Name} is none of a transformer's."),
    };

    // x (1 + erf(x / sqrt 2)) / 2
    private string Gelu(string input)
    {
        var erf = _graph.AddNode("Erf", [_graph.AddNode("Mul", [input, Number(Math.Sqrt(0.5))])]);
        return _graph.AddNode("Mul", [_graph.AddNode("Mul", [input, Number(0.5)]), _graph.AddNode("Add", [erf, Number(1)])]);
    }

    private string Number(double value) => layers.Constant(tensor((float[])[(float)value]));
}
