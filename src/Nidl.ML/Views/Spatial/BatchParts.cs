using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Computes a batch in parts of a few samples, whose temporaries stay in a CPU's caches: large batches would wait for memory.
/// </summary>
internal static class BatchParts
{
    private const long PartBytes = 2L << 20;

    /// <summary>Computes the view of a batch from what was drawn for its samples.</summary>
    /// <param name="batch">The samples, (N, ...).</param>
    /// <param name="change">
    /// Gives the view of samples, of their shape and type, from the rows of <paramref name="parameters"/> that are theirs.
    /// </param>
    /// <param name="parameters">What was drawn, one row a sample each: (N, ...).</param>
    public static Tensor Map(Tensor batch, Func<Tensor, Tensor[], Tensor> change, params Tensor[] parameters)
    {
        var (count, size) = (batch.shape[0], Samples(batch));
        if (size >= count)
            return change(batch, parameters);
        var view = empty_like(batch);
        for (long start = 0; start < count; start += size)
        {
            using var scope = NewDisposeScope();
            var rows = Math.Min(size, count - start);
            var part = change(batch.narrow(0, start, rows), [.. parameters.Select(parameter => parameter.narrow(0, start, rows))]);
            view.narrow(0, start, rows).copy_(part);
        }
        return view;
    }

    // Torch shares some operations out to its threads sample by sample.
    private static long Samples(Tensor batch)
    {
        if (batch.device_type != TorchSharp.DeviceType.CPU || batch.numel() == 0)
            return batch.shape[0];
        var sampleBytes = batch.numel() / batch.shape[0] * batch.element_size();
        return Math.Max(get_num_threads(), PartBytes / sampleBytes);
    }
}
