using System.Globalization;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// What our parts of ML.NET's model file that hold a network have in common. After ML.NET's header:
/// <code>
/// int32   length of the manifest        byte[]  manifest, JSON (UTF-8)
/// int64   length of the weights         byte[]  weights, safetensors, named as in the network's state
/// </code>
/// It is data alone: no type is named.
/// </summary>
/// <param name="name">What the part is called in messages.</param>
internal sealed class NetworkPart(string name)
{
    private const int LargestManifest = 1 << 24;

    /// <summary>Writes what follows ML.NET's header.</summary>
    public static void Write(BinaryWriter writer, byte[] manifest, FrozenEncoder network)
    {
        writer.Write(manifest.Length);
        writer.Write(manifest);
        network.Use(module => SizedSection.Write(writer, () => SafetensorsWriter.Write(writer.BaseStream, module.state_dict())));
    }

    /// <summary>Reads what follows ML.NET's header.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="parse">Reads the manifest.</param>
    /// <param name="checkCount">Throws if the weights are not as many as the description comes to, before memory is taken for them.</param>
    /// <param name="create">Creates the transformer; the weights are gone afterwards.</param>
    /// <exception cref="ModelFormatException">It is malformed or of a newer format.</exception>
    public TTransformer Read<TDescription, TTransformer>(
        BinaryReader reader, Func<byte[], TDescription> parse, Action<TDescription, SafetensorsHeader> checkCount,
        Func<TDescription, IReadOnlyDictionary<string, Tensor>, TTransformer> create)
    {
        try
        {
            var description = parse(ReadManifest(reader));
            using var weights = ReadWeights(reader, header => checkCount(description, header));
            return create(description, weights.Tensors);
        }
        catch (EndOfStreamException failure)
        {
            throw new ModelFormatException($"The {name} must have a manifest and weights, but the file ends within it.", failure);
        }
    }

    private byte[] ReadManifest(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        if (length is < 0 or > LargestManifest || length > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new ModelFormatException(string.Create(CultureInfo.InvariantCulture,
                $"The manifest of the {name} must lie within the file and have at most {LargestManifest} bytes, "
                + $"but {length} are announced."));
        return reader.ReadBytes(length);
    }

    private SafetensorsFile ReadWeights(BinaryReader reader, Action<SafetensorsHeader> check)
    {
        var length = reader.ReadInt64();
        if (length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new ModelFormatException(FormattableString.Invariant(
                $"The weights of the {name} must lie within the file, but {length} bytes are announced."));
        return SafetensorsReader.Read(reader.BaseStream, length, check);
    }
}
