using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The moments of each channel over the rows and positions of all processes, in double precision.</summary>
/// <param name="Count">How many values a channel has.</param>
/// <param name="Mean">Their mean, (C).</param>
/// <param name="Variance">Their variance, divided by <paramref name="Count"/>, (C).</param>
internal sealed record BatchMoments(double Count, Tensor Mean, Tensor Variance)
{
    /// <summary>
    /// Computes them from the means and squared deviations of the processes (Chan, Golub, LeVeque 1979), which lose nothing where the mean
    /// is large, as sums of squares would.
    /// </summary>
    /// <param name="input">The rows of this process, (N, C, ...); none at all is allowed.</param>
    /// <param name="processes">The processes.</param>
    public static BatchMoments Of(Tensor input, ProcessGroup processes)
    {
        using var scope = NewDisposeScope();
        var channels = (int)input.shape[1];
        var all = processes.Gather(OwnRow(input, channels)).All; // (processes, 1 + 2 C)
        var (counts, means, deviations) = (all.narrow(1, 0, 1), all.narrow(1, 1, channels), all.narrow(1, 1 + channels, channels));
        var count = counts.sum();
        var mean = means.mul(counts).sum(dim: 0).div(count);
        var variance = means.sub(mean).square().mul_(counts).add_(deviations).sum(dim: 0).div(count);
        return new(count.ToDouble(), mean.MoveToOuterDisposeScope(), variance.MoveToOuterDisposeScope());
    }

    // Count, means, and sums of squared deviations from them.
    private static Tensor OwnRow(Tensor input, int channels)
    {
        var row = zeros(1, 1 + 2 * channels, ScalarType.Float64, input.device);
        if (input.shape[0] == 0)
            return row;
        var rows = input.dtype == ScalarType.Float64 ? input : input.to_type(ScalarType.Float32);
        var (count, over) = (input.numel() / channels, DimensionsOf(input));
        var mean = rows.mean(over);
        row.narrow(1, 0, 1).fill_(count);
        row.narrow(1, 1, channels).copy_(mean);
        // Torch's var goes value by value, and takes longer than these passes.
        row.narrow(1, 1 + channels, channels).copy_(rows.sub(Channels(mean, rows)).pow_(2).sum(over));
        return row;
    }

    /// <summary>Gets the dimensions over which a channel's values lie.</summary>
    public static long[] DimensionsOf(Tensor input) =>
        [0, .. Enumerable.Range(2, (int)input.dim() - 2).Select(dimension => (long)dimension)];

    /// <summary>Lays a value of each channel, (C), along the channels of rows, (N, C, ...).</summary>
    public static Tensor Channels(Tensor values, Tensor rows) =>
        values.view([1, values.shape[0], .. Enumerable.Repeat(1L, (int)rows.dim() - 2)]);
}
