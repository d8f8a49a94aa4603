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
    // MKL takes several times as long for half as many columns at once.
    private const long BlockSize = 16;
    private const long WholeAxis = int.MaxValue;

    /// <param name="batch">The samples, (N, C, axes...).</param>
    /// <param name="maps">One an axis: its matrix for each sample, (N, out, in), or for all, (1, out, in).</param>
    /// <returns>The samples, (N, C, outs...).</returns>
    public static Tensor Apply(Tensor batch, params ReadOnlySpan<Tensor> maps) => ApplyBanded(batch, WholeAxis, maps);

    /// <summary>Applies square matrices without the greater part of their zeros.</summary>
    /// <param name="batch">The samples, (N, C, axes...).</param>
    /// <param name="reach">How far from the diagonal the last entries lie that may differ from 0.</param>
    /// <param name="maps">One an axis: its matrix for each sample, (N, size, size), or for all, (1, size, size).</param>
    /// <returns>The samples, of their shape.</returns>
    public static Tensor ApplyBanded(Tensor batch, long reach, params ReadOnlySpan<Tensor> maps)
    {
        using var scope = NewDisposeScope();
        var (count, channels) = (batch.shape[0], batch.shape[1]);
        long[] axes = batch.shape[2..];
        var result = batch;
        foreach (var map in maps)
        {
            var firstLast = result.reshape(count * channels, axes[0], Others(axes)).transpose(1, 2); // (N C, others, in)
            var next = Product(firstLast, ForEachChannel(map, count, channels).transpose(1, 2), reach); // (N C, others, out)
            axes = [.. axes[1..], map.shape[1]];
            if (!ReferenceEquals(result, batch))
                result.Dispose();
            result = next;
        }
        return result.view([count, channels, .. axes]).MoveToOuterDisposeScope();
    }

    // Asked for as -1, Torch could not tell it of no rows.
    private static long Others(long[] axes) => axes[1..].Aggregate(1L, (product, size) => product * size);

    // A CPU computes a few columns at a time, from the rows alone that reach them; a GPU is faster with one large product.
    private static Tensor Product(Tensor batch, Tensor maps, long reach)
    {
        var size = maps.shape[2];
        if (batch.device_type != TorchSharp.DeviceType.CPU || size < BlockSize + 2 * reach)
            return bmm(batch, maps);
        var blocks = new Tensor[size / BlockSize];
        for (var i = 0; i < blocks.Length; i++)
        {
            var (start, end) = (i * size / blocks.Length, (i + 1) * size / blocks.Length);
            var (first, last) = (Math.Max(0, start - reach), Math.Min(size, end + reach));
            var ofBlock = maps.narrow(1, first, last - first).narrow(2, start, end - start);
            blocks[i] = bmm(batch.narrow(2, first, last - first), ofBlock);
        }
        var product = cat(blocks, 2);
        foreach (var block in blocks)
            block.Dispose();
        return product;
    }

    private static Tensor ForEachChannel(Tensor map, long count, long channels) =>
        map.shape[0] == 1 ? map.expand(count * channels, -1, -1) : channels == 1 ? map : map.repeat_interleave(channels, 0);
}
