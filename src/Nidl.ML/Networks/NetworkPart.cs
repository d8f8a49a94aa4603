using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// What our parts of ML.NET's model file that hold a network have in common: after the manifest come the weights, safetensors, named as in
/// the network's state.
/// </summary>
internal static class NetworkPart
{
    /// <summary>Writes what follows ML.NET's header.</summary>
    public static void Write(BinaryWriter writer, byte[] manifest, FrozenNetwork network) =>
        network.Use(module => ModelPart.Write(writer, manifest, stream => SafetensorsWriter.Write(stream, module.state_dict())));

    /// <summary>Reads what follows ML.NET's header.</summary>
    /// <param name="part">The kind of part.</param>
    /// <param name="reader">Where to read.</param>
    /// <param name="parse">Reads the manifest.</param>
    /// <param name="checkCount">Throws if the weights are not as many as the description comes to, before memory is taken for them.</param>
    /// <param name="create">Creates the transformer; the weights are gone afterwards.</param>
    /// <exception cref="ModelFormatException">It is damaged, malformed or of a newer format.</exception>
    public static TTransformer Read<TDescription, TTransformer>(
        ModelPart part, BinaryReader reader, Func<byte[], TDescription> parse,
        Action<TDescription, SafetensorsHeader> checkCount,
        Func<TDescription, IReadOnlyDictionary<string, Tensor>, TTransformer> create) =>
        part.Read(reader, parse, (description, stream, length) =>
        {
            using var weights = SafetensorsReader.Read(stream, length, header => checkCount(description, header));
            return create(description, weights.Tensors);
        });
}
