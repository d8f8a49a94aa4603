using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Applies a linear map of its own to each axis of each sample: smoothing, cropping, resizing, and whatever else is separable, as one
/// matrix product an axis.
/// </summary>
/// <remarks>
/// A product takes the first axis and puts its result last, so that after as many products as there are axes they stand in order again, and
/// nothing is ever transposed in memory. A banded matrix is mostly zeros, and still its product is several times faster on a CPU than one
/// multiply-add of the whole batch for each of its bands, which waits for memory.
/// </remarks>
internal static class AxisProduct
{
    /// <param name="batch">The samples, (N, C, axes...).</param>
    /// <param name="maps">One an axis: its matrix for each sample, (N, out, in), or for all, (1, out, in).</param>
    /// <returns>The samples, (N, C, outs...).</returns>
    public static Tensor Apply(Tensor batch, params ReadOnlySpan<Tensor> maps)
    {
        using var scope = NewDisposeScope();
        var (count, channels) = (batch.shape[0], batch.shape[1]);
        long[] axes = batch.shape[2..];
        var result = batch;
        foreach (var map in maps)
        {
            var firstLast = result.reshape(count * channels, axes[0], -1).transpose(1, 2); // (N C, others, in)
            var next = bmm(firstLast, ForEachChannel(map, count, channels).transpose(1, 2)); // (N C, others, out)
            axes = [.. axes[1..], map.shape[1]];
            if (!ReferenceEquals(result, batch))
                result.Dispose();
            result = next;
        }
        return result.view([count, channels, .. axes]).MoveToOuterDisposeScope();
    }

    private static Tensor ForEachChannel(Tensor map, long count, long channels) =>
        map.shape[0] == 1 ? map.expand(count * channels, -1, -1) : channels == 1 ? map : map.repeat_interleave(channels, 0);
}
