using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Writes the values of tensors as bytes, little-endian, as our files hold them.</summary>
internal static class TensorData
{
    private const long ChunkBytes = 64L << 20;

    /// <summary>Writes the values of a tensor in the order of its dimensions.</summary>
    /// <param name="stream">Where to write; need not seek.</param>
    /// <param name="tensor">The tensor; on any device, of any memory layout.</param>
    public static void Write(Stream stream, Tensor tensor)
    {
        if (tensor.numel() == 0)
            return;
        using var scope = NewDisposeScope();
        var values = tensor.detach().cpu().contiguous().view(-1); // (size)
        var chunk = ChunkBytes / values.ElementSize;
        for (long start = 0; start < values.numel(); start += chunk)
        {
            using var part = values.narrow(0, start, Math.Min(chunk, values.numel() - start));
            stream.Write(part.bytes);
        }
    }
}
