using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Persistence;

/// <summary>
/// Writes the graph of a residual network as an ONNX file whose names say nothing, each block's shortcut before its other branch.
/// </summary>
internal sealed class OnnxResidualFile
{
    private readonly List<byte> _nodes = [];
    private readonly List<byte> _initializers = [];
    private readonly IReadOnlyDictionary<string, Tensor> _state;
    private readonly float _epsilon;
    private int _names;

    private OnnxResidualFile(IReadOnlyDictionary<string, Tensor> state, float epsilon) => (_state, _epsilon) = (state, epsilon);

    /// <summary>Gets the file of the network of a state, which has as many blocks in each stage as in <paramref name="blocks"/>.</summary>
    public static byte[] Of(IReadOnlyDictionary<string, Tensor> state, int[] blocks, int layersOfBlock, float epsilon)
    {
        var file = new OnnxResidualFile(state, epsilon);
        var x = file.Node("MaxPool", file.Node("Relu", file.Layer("image", "conv1", "bn1", stride: 2)));
        for (var stage = 0; stage < blocks.Length; stage++)
            for (var block = 0; block < blocks[stage]; block++)
                x = file.Block(x, $"layer{stage + 1}.{block}", layersOfBlock, stride: stage > 0 && block == 0 ? 2 : 1);
        file.Node("AveragePool", x);
        return [.. Number(1, 3), .. Field(7, [.. file._nodes, .. file._initializers])];
    }

    /// <summary>Gets the file of tensors under their own names, without nodes.</summary>
    public static byte[] Named(IReadOnlyDictionary<string, Tensor> state)
    {
        var file = new OnnxResidualFile(state, 0);
        foreach (var name in state.Keys)
            file.Initializer(name, name);
        return Field(7, [.. file._initializers]);
    }

    private string Block(string input, string name, int layers, int stride)
    {
        var shortcut = _state.ContainsKey($"{name}.downsample.0.weight")
            ? Layer(input, $"{name}.downsample.0", $"{name}.downsample.1", stride)
            : input;
        var x = input;
        for (var layer = 1; layer <= layers; layer++)
        {
            // The stride of a bottleneck is in its second layer.
            x = Layer(x, $"{name}.conv{layer}", $"{name}.bn{layer}", layer == layers - 1 ? stride : 1);
            if (layer < layers)
                x = Node("Relu", x);
        }
        return Node("Relu", Node("Add", x, shortcut));
    }

    private string Layer(string input, string convolution, string normalization, int stride)
    {
        var strides = Field(5, [.. Text(1, "strides"), .. Field(8, [(byte)stride, (byte)stride])]);
        var x = Node("Conv", strides, input, Initializer($"{convolution}.weight"));
        string[] values = [
            .. ((string[])["weight", "bias", "running_mean", "running_var"]).Select(kind => Initializer($"{normalization}.{kind}"))];
        return Node(
            "BatchNormalization", Field(5, [.. Text(1, "epsilon"), 2 << 3 | 5, .. BitConverter.GetBytes(_epsilon)]), [x, .. values]);
    }

    private string Node(string operation, params string[] inputs) => Node(operation, [], inputs);

    private string Node(string operation, byte[] attributes, params string[] inputs)
    {
        var output = $"n{_names++}";
        _nodes.AddRange(
            Field(1, [.. inputs.SelectMany(input => Text(1, input)), .. Text(2, output), .. Text(4, operation), .. attributes]));
        return output;
    }

    private string Initializer(string weight) => Initializer(weight, $"p{_names++}");

    private string Initializer(string weight, string name)
    {
        var tensor = _state[weight];
        var isSingle = tensor.dtype == ScalarType.Float32;
        // Raw bytes and packed numbers in turn.
        var values = isSingle ? Field(_names % 2 == 0 ? 9 : 4, tensor.bytes.ToArray()) : [];
        byte[] shape = [.. tensor.shape.SelectMany(dimension => Number(1, dimension))];
        _initializers.AddRange(Field(5, [.. shape, .. Number(2, isSingle ? 1 : 7), .. values, .. Text(8, name)]));
        return name;
    }

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] content) => [.. Varint(field << 3 | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint(field << 3), .. Varint(value)];

    private static byte[] Varint(long value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7)
            bytes.Add((byte)(value & 0x7F | 0x80));
        return [.. bytes, (byte)value];
    }
}
