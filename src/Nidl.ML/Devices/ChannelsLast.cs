using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The layout of images and volumes in memory in which the channels of a point lie side by side. The shape stays (N, C, ...); convolutions,
/// normalizations and poolings keep the layout of their input.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>
    /// Gets whether a network computes rows of a shape in it: a fixed rule, measured once (docs/performance.md) and never in a run, so that
    /// two runs round alike.
    /// </summary>
    public static bool IsFor(Device device, Precision precision, int rowRank) =>
        device.type == DeviceType.CPU && (rowRank == 3 || (rowRank == 4 && precision == Precision.BFloat16));

    /// <summary>
    /// Copies a tensor into this layout: (N, C, ...) of four or five dimensions. Others, and one that is so already, come back as they are.
    /// </summary>
    public static Tensor Lay(Tensor tensor)
    {
        if (tensor.dim() is not (4 or 5))
            return tensor;
        using var scope = NewDisposeScope();
        long[] last = [0, .. Enumerable.Range(2, (int)tensor.dim() - 2).Select(axis => (long)axis), 1];
        long[] first = [0, tensor.dim() - 1, .. Enumerable.Range(1, (int)tensor.dim() - 2).Select(axis => (long)axis)];
        // With one channel both layouts are the same bytes, and only the strides tell libtorch which is meant.
        var laid = tensor.shape[1] == 1
            ? tensor.contiguous().view([.. last.Select(axis => tensor.shape[axis])])
            : tensor.permute(last).contiguous();
        return laid.permute(first).MoveToOuterDisposeScope();
    }
}
