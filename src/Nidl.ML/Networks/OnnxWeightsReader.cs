using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Reads weights from ONNX files: under their own names where these are those of a PyTorch network, else those of a residual network, whose
/// names follow from the graph.
/// </summary>
internal static class OnnxWeightsReader
{
    // What PyTorch adds to a variance.
    private const float Epsilon = 1e-5f;

    private static readonly string[] _normalization = ["weight", "bias", "running_mean", "running_var"];

    /// <summary>Reads a whole file.</summary>
    /// <param name="stream">Where to read; must seek.</param>
    /// <param name="takesBlueFirst">
    /// Whether the file's network takes blue, green, red: its first convolution is turned to take red, green, blue.
    /// </param>
    /// <returns>The weights, owned by the caller and outside any dispose scope.</returns>
    /// <exception cref="ModelFormatException">The bytes are no such file.</exception>
    public static SafetensorsFile Read(Stream stream, bool takesBlueFirst)
    {
        if (stream.Length > Array.MaxLength)
            throw new ModelFormatException(
                FormattableString.Invariant($"An ONNX file must have at most {Array.MaxLength} bytes, but has {stream.Length}."));
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        var graph = OnnxWeightsGraph.Read(file);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var tensors = graph.Initializers.Keys.Any(name => name.EndsWith(".weight", StringComparison.Ordinal))
            ? ByOwnName(graph)
            : ByStructure(graph);
        if (takesBlueFirst)
            TurnColors(tensors);
        foreach (var tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
        return new SafetensorsFile(tensors, new Dictionary<string, string>());
    }

    private static OrderedDictionary<string, Tensor> ByOwnName(OnnxWeightsGraph graph)
    {
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var (name, tensor) in graph.Initializers)
        {
            if (!_normalization.Any(kind => name.EndsWith($".{kind}", StringComparison.Ordinal)))
                continue;
            tensors[name] = tensor.Create();
            if (name.EndsWith(".running_var", StringComparison.Ordinal))
                AddCount(tensors, name[..^".running_var".Length]);
        }
        return tensors;
    }

    private static OrderedDictionary<string, Tensor> ByStructure(OnnxWeightsGraph graph)
    {
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var ((convolution, normalization), layer) in OnnxResidualNames.Of(graph))
        {
            tensors[$"{convolution}.weight"] = Find(graph, layer.Convolution.Inputs[1]).Create();
            for (var i = 0; i < _normalization.Length; i++)
                tensors[$"{normalization}.{_normalization[i]}"] = Find(graph, layer.Normalization.Inputs[i + 1]).Create();
            // The file may add another number to the variance than our network does.
            tensors[$"{normalization}.running_var"].add_((layer.Normalization.Epsilon ?? Epsilon) - Epsilon);
            AddCount(tensors, normalization);
        }
        return tensors;
    }

    // How many batches the statistics have seen is not in the file, and nothing depends on it.
    private static void AddCount(OrderedDictionary<string, Tensor> tensors, string normalization) =>
        tensors[$"{normalization}.num_batches_tracked"] = tensor(0L);

    private static OnnxTensor Find(OnnxWeightsGraph graph, string name) => graph.Initializers.TryGetValue(name, out var tensor)
        ? tensor
        : throw new ModelFormatException($"An ONNX file must hold the weights of its layers as initializers, but '{name}' is none.");

    private static void TurnColors(OrderedDictionary<string, Tensor> tensors)
    {
        if (!tensors.TryGetValue("conv1.weight", out var weight) || weight.dim() != 4 || weight.shape[1] != 3)
            throw new ModelFormatException(
                "A network that takes blue first must have a first convolution, 'conv1.weight', of 3 channels, but this one has none.");
        tensors["conv1.weight"] = weight.flip(1);
    }
}
