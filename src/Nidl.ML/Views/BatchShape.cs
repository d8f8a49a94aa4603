using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Checks and derives the shapes of batches of any rank.</summary>
internal static class BatchShape
{
    public static void Check(Augmentation augmentation, Tensor batch)
    {
        if (batch.dim() < 2 || !batch.is_floating_point())
            throw new ArgumentException(
                $"{augmentation.GetType().Name} needs a floating-point batch of shape (N, ...), "
                + $"but {batch.dtype} of shape ({string.Join(", ", batch.shape)}) was given.",
                nameof(batch));
    }

    /// <summary>Gets the shape (N, 1, ...) of a parameter with one value a sample.</summary>
    public static long[] OnePerSample(Tensor batch)
    {
        var shape = new long[batch.dim()];
        Array.Fill(shape, 1);
        shape[0] = batch.shape[0];
        return shape;
    }
}
