using System.Text.Json;

namespace Nidl.ML;

public sealed partial class EmbeddingTransformer
{
    private readonly Lock _weightsLock = new();
    private readonly List<FrozenEncoder> _replaced = [];

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
        FrozenEncoder.Use(module => SafetensorsWriter.Write(stream, module.state_dict(), WeightsMetadata()));
    }

    /// <summary>
    /// Replaces the encoder's weights by those of a safetensors file, all or none; they may have been made by PyTorch. What was made of the
    /// transformer before (views, mappers, prediction engines) keeps the weights it was made with.
    /// </summary>
    /// <param name="path">The file: one tensor for each name in the network's state, of its shape; any floating-point type is converted.</param>
    /// <exception cref="ModelFormatException">The file is malformed, or names or shapes do not fit; the message names the file and lists all of them.</exception>
    /// <exception cref="IOException">The file is not there or cannot be opened.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void LoadWeights(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = File.OpenRead(path);
        try
        {
            LoadWeights(stream);
        }
        catch (ModelFormatException failure)
        {
            throw new ModelFormatException($"The weights file '{path}' cannot be loaded: {failure.Message}", failure);
        }
    }

    /// <summary>Replaces the encoder's weights by those of a safetensors file, as <see cref="LoadWeights(string)"/> does.</summary>
    /// <param name="stream">The file, from its position to the end of the stream; need not seek, and stays open.</param>
    /// <exception cref="ModelFormatException">The file is malformed, or names or shapes do not fit; the message lists all of them.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public void LoadWeights(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var weights = SafetensorsReader.Read(stream);
        lock (_weightsLock)
        {
            ObjectDisposedException.ThrowIf(_encoder.IsDisposed, this);
            var module = EmbeddingNetwork.Create(Description, weights.Tensors, _encoder.Device);
            // Views look rows up in what they remember, so an encoder does not change under them: it stays until the transformer goes.
            _replaced.Add(_encoder);
            _encoder = new FrozenEncoder(module, _encoder.Device, InputShape, EmbeddingDimension);
        }
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
