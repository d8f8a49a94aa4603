using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Says in ONNX what Torch's layers compute in evaluation mode. Weights have the names that they have in the network's state.
/// </summary>
internal sealed class OnnxLayers
{
    private readonly nn.Module _network;
    private readonly Dictionary<Tensor, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly bool _foldsNormalization;

    /// <param name="graph">The graph that is added to.</param>
    /// <param name="network">The network that is added.</param>
    /// <param name="foldsNormalization">Whether a batch normalization becomes part of the weights of the layer before it.</param>
    public OnnxLayers(OnnxGraph graph, nn.Module network, bool foldsNormalization)
    {
        (Graph, _network, _foldsNormalization) = (graph, network, foldsNormalization);
        foreach (var (name, values) in network.state_dict())
            _names[values] = name;
    }

    /// <summary>Gets the graph.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>Adds layers, one after the other; a container stands for what it contains.</summary>
    /// <exception cref="NotSupportedException">A layer cannot be said in ONNX here; the message names it.</exception>
    public string Apply(string input, params IEnumerable<nn.Module> layers)
    {
        nn.Module[] all = [.. layers.SelectMany(Unpack)];
        var x = input;
        for (var i = 0; i < all.Length; i++)
        {
            if (_foldsNormalization && all[i] is Convolution or Linear && i + 1 < all.Length && all[i + 1] is BatchNorm normalization)
            {
                x = AddFolded(x, all[i++], normalization);
                continue;
            }
            x = Add(x, all[i]);
        }
        return x;
    }

    /// <summary>Adds a weight or buffer of the network.</summary>
    public string Constant(Tensor values) => Graph.AddConstant(_names.GetValueOrDefault(values, "constant"), values);

    /// <summary>Adds the larger of each value and 0.</summary>
    public string Relu(string input) => Graph.AddNode("Relu", [input]);

    /// <summary>Adds the largest value of each window, which goes over the edges by the padding: (N, C, ...) to (N, C, ...).</summary>
    public string MaxPool(string input, int rank, long kernel, long stride, long padding) => Graph.AddNode(
        "MaxPool", [input], ("kernel_shape", Repeat(kernel, rank)), ("strides", Repeat(stride, rank)), ("pads", Repeat(padding, 2 * rank)));

    /// <summary>Adds the largest value over all positions: (N, C, ...) to (N, C).</summary>
    public string Largest(string input) => Flatten(Graph.AddNode("GlobalMaxPool", [input]));

    /// <summary>Adds the average over all positions: (N, C, ...) to (N, C).</summary>
    public string Average(string input) => Flatten(Graph.AddNode("GlobalAveragePool", [input]));

    /// <summary>Adds the average of each window of height and width: (N, C, H, W) to (N, C, h, w).</summary>
    public string AveragePool(string input, long[] kernel, long[] strides) =>
        Graph.AddNode("AveragePool", [input], ("kernel_shape", kernel), ("strides", strides));

    /// <summary>Adds the joining of all dimensions but the first: (N, ...) to (N, size).</summary>
    public string Flatten(string input) => Graph.AddNode("Flatten", [input], ("axis", 1L));

    /// <summary>Adds a layer normalization. Version 17 has it as one operator; before, it is said by what it computes.</summary>
    /// <param name="input">The value, (N, ..., F).</param>
    /// <param name="normalization">The layer.</param>
    /// <param name="axis">The number of the last dimension.</param>
    public string AddNormalization(string input, LayerNorm normalization, long axis = 1)
    {
        if (Graph.OperatorSet >= 17)
            return Graph.AddNode(
                "LayerNormalization", [input, Constant(normalization.weight), Constant(normalization.bias!)],
                ("axis", -1L), ("epsilon", (float)normalization.eps));
        var centered = Graph.AddNode("Sub", [input, AverageOfRow(input, axis)]);
        var variance = AverageOfRow(Graph.AddNode("Mul", [centered, centered]), axis);
        var deviation = Graph.AddNode("Sqrt", [Graph.AddNode("Add", [variance, Constant(tensor(new[] { (float)normalization.eps }))])]);
        var scaled = Graph.AddNode("Mul", [Graph.AddNode("Div", [centered, deviation]), Constant(normalization.weight)]);
        return Graph.AddNode("Add", [scaled, Constant(normalization.bias!)]);
    }

    private static IEnumerable<nn.Module> Unpack(nn.Module layer) => layer is Sequential ? layer.children().SelectMany(Unpack) : [layer];

    private static long[] Repeat(long value, int count) => [.. Enumerable.Repeat(value, count)];

    private string Add(string input, nn.Module layer) => layer switch
    {
        IOnnxModule module => module.AddTo(this, input),
        Convolution convolution => AddWeighted(input, layer, convolution.weight, convolution.bias),
        Linear linear => AddWeighted(input, layer, linear.weight, linear.bias),
        BatchNorm { running_mean: { } mean, running_var: { } variance } normalization => Graph.AddNode(
            "BatchNormalization",
            [input, Constant(normalization.weight), Constant(normalization.bias!), Constant(mean), Constant(variance)],
            ("epsilon", (float)normalization.eps)),
        LayerNorm normalization => AddNormalization(input, normalization),
        MaxPool3d pool => MaxPool(input, rank: 3, pool.kernel_size[0], pool.stride[0], pool.padding?[0] ?? 0),
        AvgPool3d pool => Graph.AddNode(
            "AveragePool", [input], ("kernel_shape", pool.kernel_size), ("strides", pool.stride ?? pool.kernel_size)),
        ReLU => Relu(input),
        SeededDropout => input,
        _ => throw new NotSupportedException(
            $"ONNX must be told what each layer computes, but layer '{NameOf(layer)}' of the network is a {layer.GetType().Name}, "
            + "which the export does not know."),
    };

    private string AddWeighted(string input, nn.Module layer, Tensor weight, Tensor? bias)
    {
        if (layer is Convolution convolution)
            return Graph.AddNode(
                "Conv", bias is null ? [input, Constant(weight)] : [input, Constant(weight), Constant(bias)], SettingsOf(convolution));
        // Up to version 10 of the operators a bias must be there.
        return Graph.AddNode("Gemm", [input, Constant(weight), Constant(bias ?? zeros(weight.shape[0]))], ("transB", 1L));
    }

    private string AddFolded(string input, nn.Module layer, BatchNorm normalization)
    {
        using var noGradient = no_grad();
        var (weight, bias) = layer is Convolution convolution
            ? (convolution.weight, convolution.bias)
            : (((Linear)layer).weight, ((Linear)layer).bias);
        var exact = NormalizedConvolution.Fold(weight, bias, normalization);
        var (folded, foldedBias) = (exact.Weight.to_type(ScalarType.Float32), exact.Bias.to_type(ScalarType.Float32));
        (_names[folded], _names[foldedBias]) = (_names[weight], _names[normalization.bias!]);
        return AddWeighted(input, layer, folded, foldedBias);
    }

    // Of (N, ..., F): (N, ..., 1).
    private string AverageOfRow(string input, long axis) =>
        Graph.AddNode("ReduceMean", [input], ("axes", (long[])[axis]), ("keepdims", 1L));

    private static OnnxAttribute[] SettingsOf(Convolution convolution) =>
    [
        ("kernel_shape", convolution.kernel_size), ("strides", convolution.stride),
        ("pads", (long[])[.. convolution.padding!, .. convolution.padding!]),
        ("dilations", convolution.dilation), ("group", convolution.groups),
    ];

    private string NameOf(nn.Module layer) => _network.named_modules().First(entry => ReferenceEquals(entry.module, layer)).name;
}
