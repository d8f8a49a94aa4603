using Google.Protobuf;

namespace Nidl.ML.Interop.Tests;

/// <summary>
/// Writes the smallest ONNX model of use: y = sqrt(x), of which each value is the same float whoever computes it. The numbers of the
/// fields are those of onnx.proto3.
/// </summary>
internal static class SquareRootModel
{
    private const int IrVersion = 8;
    private const int OperatorSet = 17;
    private const int Single = 1;

    /// <summary>Creates the model's file.</summary>
    /// <param name="input">The name of x.</param>
    /// <param name="output">The name of y.</param>
    /// <param name="shape">The shape of both.</param>
    public static byte[] Create(string input, string output, long[] shape) => Message(model =>
    {
        Number(model, 1, IrVersion);
        Part(model, 7, graph =>
        {
            Part(graph, 1, node =>
            {
                Text(node, 1, input);
                Text(node, 2, output);
                Text(node, 4, "Sqrt");
            });
            Text(graph, 2, "square root");
            Part(graph, 11, value => Describe(value, input, shape));
            Part(graph, 12, value => Describe(value, output, shape));
        });
        Part(model, 8, operators => Number(operators, 2, OperatorSet));
    });

    private static void Describe(CodedOutputStream value, string name, long[] shape)
    {
        Text(value, 1, name);
        Part(value, 2, type => Part(type, 1, tensor =>
        {
            Number(tensor, 1, Single);
            Part(tensor, 2, dimensions =>
            {
                foreach (var size in shape)
                    Part(dimensions, 1, dimension => Number(dimension, 1, size));
            });
        }));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var message = new CodedOutputStream(bytes, leaveOpen: true))
            write(message);
        return bytes.ToArray();
    }

    private static void Part(CodedOutputStream message, int field, Action<CodedOutputStream> write)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteBytes(ByteString.CopyFrom(Message(write)));
    }

    private static void Text(CodedOutputStream message, int field, string value)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteString(value);
    }

    private static void Number(CodedOutputStream message, int field, long value)
    {
        message.WriteTag(field, WireFormat.WireType.Varint);
        message.WriteInt64(value);
    }
}
