using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// An ONNX model that we write ourselves: version 17 of the operators in version 8 of the format, which ONNX Runtime reads from 1.12 on.
/// Equal weights give equal bytes.
/// </summary>
/// <remarks>
/// The messages of the format that we need have some twenty fields, whose numbers stand here as <c>onnx.proto3</c> has them, so the package
/// depends neither on Google.Protobuf nor on OnnxSharp, which both hold each tensor in memory once more. The tests read what is written
/// here with OnnxSharp and with ONNX Runtime.
/// </remarks>
internal sealed class OnnxFile : OnnxGraph
{
    private const int FormatVersion = 8;
    private const string AnyNumber = "N";

    // A message's length is a positive Int32 for its readers.
    private const long LargestBytes = int.MaxValue;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<ProtobufMessage> _nodes = [];
    private readonly List<ProtobufMessage> _constants = [];
    private readonly List<ProtobufMessage> _inputs = [];
    private readonly List<ProtobufMessage> _outputs = [];

    public override int OperatorSet => 17;

    public override void Require(int operatorSet, string what) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThan(operatorSet, OperatorSet, what);

    /// <summary>Adds an input of the model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type of its values.</param>
    /// <param name="shape">The shape of a row.</param>
    /// <returns>The value that it is.</returns>
    public string AddInput(string name, OnnxType type, IEnumerable<long> shape)
    {
        var value = CreateValue(name);
        _inputs.Add(Describe(value, type, shape));
        return value;
    }

    /// <summary>
    /// Adds an output of the model, of the column's name, with <c>.output</c> behind it, as ML.NET has it, if another value has that name.
    /// </summary>
    public void AddOutput(OnnxColumn column)
    {
        var output = CreateValue(_names.Contains(column.Name) ? $"{column.Name}.output" : column.Name);
        Connect("Identity", output, [column.Value], [output], []);
        _outputs.Add(Describe(output, column.Type, [column.Size]));
    }

    public override string AddConstant(string name, Tensor values)
    {
        var value = CreateValue(name);
        var type = TypeOf(values.dtype);
        var stored = type == OnnxType.Single ? values.to_type(ScalarType.Float32) : values;
        _constants.Add(new ProtobufMessage().Integers(1, stored.shape).Integer(2, (long)type).Text(8, value)
            .Bytes(9, stored.numel() * stored.ElementSize, stream => TensorData.Write(stream, stored)));
        return value;
    }

    /// <summary>Writes the model.</summary>
    /// <param name="stream">Where to write; need not seek.</param>
    /// <param name="name">What the graph is called.</param>
    /// <param name="notes">Notes for the file, in their order.</param>
    /// <exception cref="NotSupportedException">It would be larger than the format allows; nothing was written.</exception>
    public void Write(Stream stream, string name, IEnumerable<(string Name, string Value)> notes)
    {
        var graph = new ProtobufMessage().Messages(1, _nodes).Text(2, name).Messages(5, _constants).Messages(11, _inputs)
            .Messages(12, _outputs);
        var model = new ProtobufMessage().Integer(1, FormatVersion).Text(2, "Nidl.ML").Message(7, graph)
            .Message(8, new ProtobufMessage().Text(1, "").Integer(2, OperatorSet))
            .Messages(14, notes.Select(note => new ProtobufMessage().Text(1, note.Name).Text(2, note.Value)));
        if (model.Length > LargestBytes)
            throw new NotSupportedException(FormattableString.Invariant(
                $"An ONNX file must have at most {LargestBytes} bytes, but that of this {name} would have {model.Length}."));
        model.WriteTo(stream);
    }

    protected override string CreateValue(string name)
    {
        while (!_names.Add(name))
            name = $"{name}_";
        return name;
    }

    protected override void Connect(
        string operation, string name, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, ReadOnlySpan<OnnxAttribute> attributes)
    {
        var node = new ProtobufMessage();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(3, name).Text(4, operation);
        foreach (var attribute in attributes)
            node.Message(5, Describe(attribute));
        _nodes.Add(node);
    }

    // The last field of each is the kind of its value.
    private static ProtobufMessage Describe(OnnxAttribute attribute)
    {
        var message = new ProtobufMessage().Text(1, attribute.Name);
        return attribute.Value switch
        {
            float number => message.Single(2, number).Integer(20, 1),
            long integer => message.Integer(3, integer).Integer(20, 2),
            var integers => message.Integers(8, (long[])integers).Integer(20, 7),
        };
    }

    private static ProtobufMessage Describe(string value, OnnxType type, IEnumerable<long> shape)
    {
        var dimensions = shape.Select(size => new ProtobufMessage().Integer(1, size)).Prepend(new ProtobufMessage().Text(2, AnyNumber));
        var tensor = new ProtobufMessage().Integer(1, (long)type).Message(2, new ProtobufMessage().Messages(1, dimensions));
        return new ProtobufMessage().Text(1, value).Message(2, new ProtobufMessage().Message(1, tensor));
    }

    private static OnnxType TypeOf(ScalarType type) => type switch
    {
        ScalarType.Int64 => OnnxType.Int64,
        ScalarType.Float64 => OnnxType.Double,
        _ => OnnxType.Single,
    };
}
