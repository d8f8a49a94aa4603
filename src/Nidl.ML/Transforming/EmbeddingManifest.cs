namespace Nidl.ML;

/// <summary>What an embedding's part of a model file says of it, but for the weights.</summary>
internal static class EmbeddingManifest
{
    /// <summary>The version that this code writes, and the newest that it reads. 1: the first.</summary>
    public const int CurrentFormat = 1;

    // 512 x 512 x 512: half a gibibyte.
    private const int LargestCustomRow = 1 << 27;

    public static byte[] Write(EmbeddingDescription transformer) =>
        new ModelManifest<EmbeddingDescription>(CurrentFormat, ReadableFrom: 1, ManifestJson.Writer, transformer).Write();

    /// <exception cref="ModelFormatException">It is no manifest, of a newer format, or its parts do not fit together.</exception>
    public static EmbeddingDescription Read(byte[] utf8) =>
        ModelManifest.Read<EmbeddingDescription>(utf8, "embedding", CurrentFormat, Check);

    private static void Check(EmbeddingDescription transformer)
    {
        if (transformer.InputColumnName.Length == 0 || transformer.OutputColumnName.Length == 0)
            throw new ModelFormatException("The embedding's columns must have names, but one is empty.");
        // The serializer does not look at the nullability of a list's items.
        if (transformer.History.Epochs.Any(epoch => epoch is null))
            throw new ModelFormatException("The embedding's history must have a result for each epoch, but one is null.");
        // A network of the program's own is tried on rows of the shape that the file says, before its weights can be compared.
        if (transformer.Encoder is CustomEncoder or TorchScriptEncoder && transformer.InputShape.Size > LargestCustomRow)
            throw new ModelFormatException(
                $"The embedding's encoder, a network of the program's own, must take rows of at most {LargestCustomRow} values, "
                + $"but of shape {transformer.InputShape}.");
        transformer.Encoder.CheckInputShape(transformer.InputShape);
        transformer.PixelScaling?.CheckInputShape(transformer.InputShape);
        transformer.Embedding.CheckInputShape(transformer.InputShape);
    }
}
