using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Reads the weights that TorchSharp's <c>Module.save</c> writes: their number, then for each its name, the number of its type, its rank,
/// its dimensions and its bytes in row-major order; numbers in LEB128, names with their length before them. Announced sizes are checked
/// against the file before anything of them is reserved.
/// </summary>
internal sealed class TorchSharpWeightsReader
{
    private const int MaximumRank = 64;
    private const int ChunkBytes = 1 << 26;

    private readonly BinaryReader _reader;
    private readonly Stream _stream;

    private TorchSharpWeightsReader(Stream stream)
    {
        _stream = stream;
        _reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="stream">Where to read; must seek.</param>
    /// <returns>The weights, owned by the caller and outside any dispose scope.</returns>
    /// <exception cref="ModelFormatException">The bytes are no such file.</exception>
    public static SafetensorsFile Read(Stream stream)
    {
        try
        {
            return new TorchSharpWeightsReader(stream).Read();
        }
        catch (Exception failure)
            when (failure is EndOfStreamException or FormatException and not ModelFormatException or DecoderFallbackException)
        {
            throw new ModelFormatException(
                "A TorchSharp weight file must hold as many weights as it announces, but it ends within one.", failure);
        }
    }

    private SafetensorsFile Read()
    {
        using var scope = NewDisposeScope();
        var tensors = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
        for (var left = ReadNumber(); left > 0; left--)
        {
            var name = _reader.ReadString();
            if (!tensors.TryAdd(name, ReadTensor(name)))
                throw new ModelFormatException($"A TorchSharp weight file must have names of their own, but '{name}' occurs twice.");
        }
        if (_stream.Position != _stream.Length)
            throw new ModelFormatException(
                $"A TorchSharp weight file must end after its last weight, but {_stream.Length - _stream.Position} bytes are left.");
        foreach (var tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
        return new SafetensorsFile(tensors, new Dictionary<string, string>());
    }

    private Tensor ReadTensor(string name)
    {
        var type = ReadNumber() is var number && number <= sbyte.MaxValue ? (ScalarType)(sbyte)number : throw UnknownType(name, number);
        if (!Enum.IsDefined(type))
            throw UnknownType(name, number);
        var shape = new long[ReadNumber() is var rank && rank <= MaximumRank ? rank : throw Malformed(name, $"its rank is {rank}")];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = ReadNumber();
        var size = SafetensorsType.Of(type).Size;
        CheckSize(name, shape, size);
        var tensor = empty(shape, type);
        using var values = tensor.view(-1);
        for (var start = 0L; start < values.numel(); start += ChunkBytes / size)
        {
            using var part = values.narrow(0, start, Math.Min(ChunkBytes / size, values.numel() - start));
            _stream.ReadExactly(part.bytes);
        }
        return tensor;
    }

    private void CheckSize(string name, long[] shape, long size)
    {
        var left = _stream.Length - _stream.Position;
        var needed = size;
        foreach (var dimension in shape)
            if (Math.BigMul(needed, Math.Max(dimension, 1), out needed) != 0 || needed < 0)
                throw Malformed(name, $"its shape is ({string.Join(", ", shape)})");
        if (!shape.Contains(0) && needed > left)
            throw Malformed(name, $"it needs {needed} bytes where {left} are left");
    }

    private long ReadNumber() => _reader.Read7BitEncodedInt64() is var number && number >= 0
        ? number
        : throw new ModelFormatException(FormattableString.Invariant(
            $"A TorchSharp weight file must have numbers of at least 0, but {number} was found."));

    private static ModelFormatException UnknownType(string name, long type) => Malformed(name, $"its type is number {type}");

    private static ModelFormatException Malformed(string name, string cause) =>
        new($"A TorchSharp weight file must hold whole weights of known types, but of '{name}' {cause}.");
}
