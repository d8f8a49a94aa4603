using System.Text;

namespace Nidl.ML;

/// <summary>A node of an ONNX graph, as far as weights are found by it.</summary>
/// <param name="Operation">The operation, for example <c>Conv</c>.</param>
/// <param name="Inputs">The names of what it takes.</param>
/// <param name="Outputs">The names of what it gives.</param>
/// <param name="Strides">The attribute <c>strides</c>; empty if there is none.</param>
/// <param name="Epsilon">The attribute <c>epsilon</c>; null if there is none.</param>
internal sealed record OnnxWeightsNode(
    string Operation, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<long> Strides, float? Epsilon);

/// <summary>The nodes and the initializers of an ONNX file (ONNX's <c>onnx.proto</c>, IR versions from 3).</summary>
internal sealed class OnnxWeightsGraph
{
    private readonly List<OnnxWeightsNode> _nodes = [];
    private readonly OrderedDictionary<string, OnnxTensor> _initializers = new(StringComparer.Ordinal);

    private OnnxWeightsGraph()
    {
    }

    /// <summary>Gets the nodes, each after those whose outputs it takes.</summary>
    public IReadOnlyList<OnnxWeightsNode> Nodes => _nodes;

    /// <summary>Gets the constants by name.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Initializers => _initializers;

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="ModelFormatException">It is malformed, or holds no graph.</exception>
    public static OnnxWeightsGraph Read(ReadOnlySpan<byte> file)
    {
        var (graph, isFound) = (new OnnxWeightsGraph(), false);
        var model = new ProtobufReader(file);
        while (model.Read())
        {
            if (model.Field != 7)
                continue;
            isFound = true;
            graph.ReadGraph(model.Bytes);
        }
        return isFound ? graph : throw new ModelFormatException("An ONNX file must hold a graph, but this one has none.");
    }

    private void ReadGraph(ReadOnlySpan<byte> message)
    {
        var graph = new ProtobufReader(message);
        while (graph.Read())
        {
            if (graph.Field == 1)
                _nodes.Add(ReadNode(graph.Bytes));
            else if (graph.Field == 5 && OnnxTensor.Read(graph.Bytes) is var tensor && !_initializers.TryAdd(tensor.Name, tensor))
                throw new ModelFormatException(
                    $"An ONNX file must have initializers of names of their own, but '{tensor.Name}' occurs twice.");
        }
    }

    private static OnnxWeightsNode ReadNode(ReadOnlySpan<byte> message)
    {
        var (operation, inputs, outputs, strides, epsilon) =
            ("", new List<string>(), new List<string>(), new List<long>(), default(float?));
        var node = new ProtobufReader(message);
        while (node.Read())
        {
            if (node.Field == 1)
                inputs.Add(Encoding.UTF8.GetString(node.Bytes));
            else if (node.Field == 2)
                outputs.Add(Encoding.UTF8.GetString(node.Bytes));
            else if (node.Field == 4)
                operation = Encoding.UTF8.GetString(node.Bytes);
            else if (node.Field == 5)
                ReadAttribute(node.Bytes, strides, ref epsilon);
        }
        return new(operation, inputs, outputs, strides, epsilon);
    }

    private static void ReadAttribute(ReadOnlySpan<byte> message, List<long> strides, ref float? epsilon)
    {
        var (name, number, numbers) = ("", default(float?), new List<long>());
        var attribute = new ProtobufReader(message);
        while (attribute.Read())
        {
            if (attribute.Field == 1)
                name = Encoding.UTF8.GetString(attribute.Bytes);
            else if (attribute.Field == 2)
                number = attribute.Single;
            else if (attribute.Field == 8)
                attribute.AddNumbersTo(numbers);
        }
        if (name == "strides")
            strides.AddRange(numbers);
        else if (name == "epsilon")
            epsilon = number;
    }
}
