using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The contents of a safetensors file. It owns its tensors.</summary>
/// <param name="tensors">The tensors by name, on the CPU, in the order of their bytes.</param>
/// <param name="metadata">The file's own notes; empty if it has none.</param>
internal sealed class SafetensorsFile(
    IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata) : IDisposable
{
    public IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    public void Dispose()
    {
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
    }
}
