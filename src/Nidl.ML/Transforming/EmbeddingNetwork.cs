using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Creates a network anew from its description and weights, saved ones or those of another.</summary>
internal static class EmbeddingNetwork
{
    /// <summary>
    /// Checks, by arithmetic alone, that weights are as many as a description comes to: no memory is taken for a network whose weights the
    /// file does not hold.
    /// </summary>
    /// <exception cref="ModelFormatException">They are not.</exception>
    public static void CheckCount(EmbeddingDescription description, SafetensorsHeader weights)
    {
        if (description.Encoder.CountState(description.InputShape) is { } count && count != weights.ValueCount)
            throw new ModelFormatException(
                $"The weights of the embedding must have the {count} values that its encoder has for rows of shape "
                + $"{description.InputShape}, but they have {weights.ValueCount}.");
    }

    /// <summary>Creates the network with its weights on a device; the caller owns it.</summary>
    /// <exception cref="ModelFormatException">Names or shapes do not fit; the message lists all of them.</exception>
    public static nn.Module<Tensor, Tensor> Create(
        EmbeddingDescription description, IReadOnlyDictionary<string, Tensor> weights, Device device) =>
        WeightsLoader.Create(() => description.Encoder.CreateModule(description.InputShape), weights, device);
}
