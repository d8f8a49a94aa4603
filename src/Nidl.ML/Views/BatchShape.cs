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
                + $"but {Describe(batch)} was given.",
                nameof(batch));
    }

    /// <summary>Checks what an augmentation, which may be the caller's own, has made of a batch.</summary>
    /// <exception cref="InvalidOperationException">
    /// The view is null, or of another type than the batch or another shape than was said.
    /// </exception>
    public static void CheckView(Augmentation augmentation, Tensor batch, Tensor? view)
    {
        var shape = augmentation.GetOutputShape(InputShape.Create(batch.shape.AsSpan(1))).WithBatch(batch.shape[0]);
        if (view is null || view.dtype != batch.dtype || !view.shape.AsSpan().SequenceEqual(shape))
            throw new InvalidOperationException(
                $"{augmentation.GetType().Name} must give a view of {Describe(batch.dtype, shape)}, "
                + $"but gave {(view is null ? "null" : Describe(view))}.");
    }

    private static string Describe(Tensor batch) => Describe(batch.dtype, batch.shape);

    private static string Describe(ScalarType type, long[] shape) => $"{type} of shape ({string.Join(", ", shape)})";

    /// <summary>Gets the shape (N, 1, ...) of a parameter with one value a sample.</summary>
    public static long[] OnePerSample(Tensor batch)
    {
        var shape = new long[batch.dim()];
        Array.Fill(shape, 1);
        shape[0] = batch.shape[0];
        return shape;
    }
}
