using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Finds out by one forward pass what only a network itself knows: whether it takes rows of a shape, and how long its embeddings are.
/// </summary>
internal static class TrialForward
{
    /// <summary>Encodes two rows of zeros in evaluation mode, in which the network stays, and without a graph.</summary>
    /// <param name="name">The encoder's name, for messages.</param>
    /// <param name="module">The network, on the CPU.</param>
    /// <param name="inputShape">The shape of one row, without the batch.</param>
    /// <returns>The embedding dimension.</returns>
    /// <exception cref="ArgumentException">The network fails on rows of the shape.</exception>
    /// <exception cref="InvalidOperationException">It does not give (N, embedding dimension) in Single.</exception>
    public static int Run(string name, nn.Module<Tensor, Tensor> module, InputShape inputShape)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        module.eval();
        var embeddings = TryForward(name, module, inputShape);
        if (embeddings.dim() != 2 || embeddings.shape[0] != 2 || embeddings.shape[1] < 1 || embeddings.dtype != ScalarType.Float32)
            throw new InvalidOperationException(
                $"The encoder '{name}' must map (2, ...{inputShape}) to (2, embedding dimension) in Float32, "
                + $"but gave ({string.Join(", ", embeddings.shape)}) in {embeddings.dtype}.");
        return checked((int)embeddings.shape[1]);
    }

    private static Tensor TryForward(string name, nn.Module<Tensor, Tensor> module, InputShape inputShape)
    {
        try
        {
            return module.call(zeros(inputShape.WithBatch(2)));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new ArgumentException(
                $"The encoder '{name}' must encode rows of shape {inputShape}, but failed on zeros: {TorchFailure.CauseOf(failure)}",
                nameof(inputShape), failure);
        }
    }
}
