namespace Nidl.ML;

/// <summary>
/// Gives the layers of a residual network in an ONNX graph the names that they have in <see cref="ResNet2d"/>, by how they hang together. A
/// layer is a convolution and the normalization behind it; a block ends where two branches are added, of which the shorter is the shortcut.
/// </summary>
internal sealed class OnnxResidualNames
{
    private readonly Dictionary<string, OnnxWeightsNode> _makers = [];

    private OnnxResidualNames(OnnxWeightsGraph graph)
    {
        foreach (var node in graph.Nodes)
            foreach (var output in node.Outputs)
                _makers[output] = node;
    }

    /// <summary>A convolution and its normalization.</summary>
    public sealed record Layer(OnnxWeightsNode Convolution, OnnxWeightsNode Normalization);

    /// <summary>
    /// Names the layers: each convolution's name and that of its normalization, for example <c>layer1.0.conv2</c> and <c>layer1.0.bn2</c>.
    /// </summary>
    /// <exception cref="ModelFormatException">The graph has no layer.</exception>
    public static IReadOnlyDictionary<(string Convolution, string Normalization), Layer> Of(OnnxWeightsGraph graph)
    {
        var names = new OnnxResidualNames(graph);
        var first = graph.Nodes.FirstOrDefault(node => names.LayerOf(node) is not null)
            ?? throw new ModelFormatException(
                "An ONNX file must hold weights under the network's names, or a residual network of convolutions with normalizations, "
                + "but this one has neither.");
        var named = new OrderedDictionary<(string, string), Layer> { [("conv1", "bn1")] = names.LayerOf(first)! };
        var (stage, block) = (0, 0);
        foreach (var sum in graph.Nodes.Where(node => node is { Operation: "Add", Inputs.Count: 2 }))
        {
            var branches = sum.Inputs.Select(input => names.Trace(input, first)).OrderBy(layers => layers.Count).ToArray();
            if (branches[1].Count == 0)
                continue;
            (stage, block) = stage == 0 || branches[1].Any(IsStrided) ? (stage + 1, 0) : (stage, block + 1);
            var prefix = $"layer{stage}.{block}";
            for (var i = 0; i < branches[1].Count; i++)
                named[($"{prefix}.conv{i + 1}", $"{prefix}.bn{i + 1}")] = branches[1][i];
            if (branches[0].Count > 0)
                named[($"{prefix}.downsample.0", $"{prefix}.downsample.1")] = branches[0][^1];
        }
        return named;
    }

    private static bool IsStrided(Layer layer) => layer.Convolution.Strides.Any(stride => stride > 1);

    // From what a branch gives back to what the block takes: an addition, a pooling, or the stem.
    private List<Layer> Trace(string output, OnnxWeightsNode stem)
    {
        var layers = new List<Layer>();
        // A graph that goes round in a circle, which is none, ends too.
        while (layers.Count < _makers.Count && _makers.TryGetValue(output, out var maker) && maker != stem && LayerOf(maker) is { } layer)
        {
            layers.Insert(0, layer);
            if (!_makers.TryGetValue(layer.Convolution.Inputs[0], out var before) || before is not { Operation: "Relu", Inputs.Count: 1 })
                break;
            output = before.Inputs[0];
        }
        return layers;
    }

    private Layer? LayerOf(OnnxWeightsNode node) =>
        node is { Operation: "BatchNormalization", Inputs.Count: >= 5 }
        && _makers.TryGetValue(node.Inputs[0], out var before) && before is { Operation: "Conv", Inputs.Count: 2 }
            ? new(before, node)
            : null;
}
