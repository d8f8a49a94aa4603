using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>An initializer of an ONNX file.</summary>
/// <param name="Name">The name.</param>
/// <param name="Shape">The dimensions.</param>
/// <param name="Type">The number of the type, 1 for Single.</param>
/// <param name="Values">The bytes of the values, row-major and little-endian.</param>
internal sealed record OnnxTensor(string Name, IReadOnlyList<long> Shape, ulong Type, byte[] Values)
{
    private const ulong SingleType = 1;
    private const int LargestRank = 16;

    /// <summary>Reads an initializer.</summary>
    /// <exception cref="ModelFormatException">It is malformed, or its values are in another file.</exception>
    public static OnnxTensor Read(ReadOnlySpan<byte> message)
    {
        var (name, shape, type, values, isElsewhere) = ("", new List<long>(), 0UL, new List<byte>(), false);
        var tensor = new ProtobufReader(message);
        while (tensor.Read())
        {
            if (tensor.Field == 1)
                tensor.AddNumbersTo(shape);
            else if (tensor.Field == 2)
                type = tensor.Number;
            else if (tensor.Field == 8)
                name = Encoding.UTF8.GetString(tensor.Bytes);
            else if (tensor.Field is 4 or 9)
                // Raw bytes, or Single packed or one by one.
                values.AddRange(tensor.Bytes.IsEmpty && tensor.Field == 4 ? BitConverter.GetBytes(tensor.Single) : tensor.Bytes);
            else if (tensor.Field == 14)
                isElsewhere = tensor.Number == 1;
        }
        if (isElsewhere)
            throw Malformed(name, "its values in the file itself, but they are in another");
        return shape.Count <= LargestRank
            ? new(name, shape, type, [.. values])
            : throw Malformed(name, $"at most {LargestRank} dimensions, but {shape.Count}");
    }

    /// <summary>Creates the tensor, Single, on the CPU, in the caller's dispose scope.</summary>
    /// <exception cref="ModelFormatException">It is of another type, or its values are not as many as its shape has.</exception>
    public Tensor Create()
    {
        if (Type != SingleType)
            throw Malformed(Name, $"the type 1, float, but {Type}");
        var count = Shape.Aggregate((Int128)1, (product, dimension) => product * Math.Max(dimension, -1));
        if (Shape.Any(dimension => dimension < 0) || count * sizeof(float) != Values.Length)
            throw Malformed(Name, $"as many values as its shape ({string.Join(", ", Shape)}) has, but {Values.Length / sizeof(float)}");
        return tensor(MemoryMarshal.Cast<byte, float>(Values).ToArray(), [.. Shape], ScalarType.Float32);
    }

    private static ModelFormatException Malformed(string name, string required) =>
        new(FormattableString.Invariant($"The initializer '{name}' of an ONNX file must have {required}."));
}
