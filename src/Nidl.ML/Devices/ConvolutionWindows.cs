using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>What the kernel of a convolution meets at each of its places: a convolution is one product of it with the weights.</summary>
internal static class ConvolutionWindows
{
    /// <summary>Lays the windows side by side: a batch (N, C, ...) to (N, C, ...places, ...kernel), without a copy of each.</summary>
    /// <param name="convolution">The convolution, with a padding of zeros and without dilation.</param>
    /// <param name="input">The batch, whose layout in memory is kept.</param>
    public static Tensor Of(Convolution convolution, Tensor input)
    {
        var (kernel, stride) = (convolution.kernel_size, convolution.stride);
        var windows = nn.functional.pad(input, [.. convolution.padding!.Reverse().SelectMany(count => new[] { count, count })]);
        for (var axis = 0; axis < kernel.Length; axis++)
            windows = windows.unfold(axis + 2, kernel[axis], stride[axis]);
        return windows;
    }

    /// <summary>Gets the sizes of a batch, (N, C, ...sizes).</summary>
    public static long[] Sizes(Convolution convolution, Tensor input) => input.shape[^convolution.kernel_size.Length..];

    /// <summary>Counts axes from the first.</summary>
    public static IEnumerable<long> Axes(int first, int count) => Enumerable.Range(first, count).Select(axis => (long)axis);
}
