using System.Text.Json;

namespace Nidl.ML;

public sealed partial class EmbeddingTransformer
{
    /// <summary>Writes the encoder's weights as a safetensors file, under the names that the network has in PyTorch.</summary>
    /// <param name="path">The file; one of that name is replaced, once the new one is whole and on the disk.</param>
    /// <exception cref="IOException">The file cannot be written; one of that name is as it was.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void SaveWeights(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, SaveWeights);
    }

    /// <summary>Writes the encoder's weights in the safetensors format, under the names that the network has in PyTorch.</summary>
    /// <param name="stream">Where to write, from its position on; need not seek, and stays open.</param>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void SaveWeights(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        FrozenNetwork.Use(module => SafetensorsWriter.Write(stream, module.state_dict(), WeightsMetadata()));
    }

    /// <summary>Creates a transformer of the same encoder with the weights of a safetensors file, which PyTorch may have written.</summary>
    /// <param name="path">
    /// The file: one tensor for each name in the network's state, of its shape; any floating-point type is converted.
    /// </param>
    /// <returns>The new transformer, which the caller disposes. This one stays as it is.</returns>
    /// <exception cref="ModelFormatException">
    /// The file is malformed, or names or shapes do not fit; the message names the file and lists all of them.
    /// </exception>
    /// <exception cref="IOException">The file is not there or cannot be opened.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public EmbeddingTransformer WithWeights(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = File.OpenRead(path);
        try
        {
            return WithWeights(stream);
        }
        catch (ModelFormatException failure)
        {
            throw new ModelFormatException($"The weights file '{path}' cannot be loaded: {failure.Message}", failure);
        }
    }

    /// <summary>Creates a transformer of the same encoder with other weights, as <see cref="WithWeights(string)"/> does.</summary>
    /// <param name="stream">The file, from its position to the end of the stream; need not seek, and stays open.</param>
    /// <returns>The new transformer, which the caller disposes. This one stays as it is.</returns>
    /// <exception cref="ModelFormatException">
    /// The file is malformed, or names or shapes do not fit; the message lists all of them.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public EmbeddingTransformer WithWeights(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ObjectDisposedException.ThrowIf(FrozenNetwork.IsDisposed, this);
        using var weights = SafetensorsReader.Read(stream);
        return Create(Description, weights.Tensors);
    }

    // "format" is what Python's own readers of the format look for.
    private Dictionary<string, string> WeightsMetadata() => new()
    {
        ["format"] = "pt",
        ["nidl.method"] = Method,
        ["nidl.inputShape"] = JsonSerializer.Serialize(InputShape),
        ["nidl.embeddingDimension"] = $"{EmbeddingDimension}",
    };
}
