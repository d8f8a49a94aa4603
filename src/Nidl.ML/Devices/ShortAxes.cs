using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Keeps the oneDNN of libtorch 2.10.0 from convolutions over axes that are shorter than the kernel: the gradients of their weights are
/// made from memory that nothing was written to. Seen in bfloat16, and with kernels of 7 in single precision.
/// </summary>
/// <remarks>
/// Where the input is no larger than the kernel, the convolution is computed as one product of matrices: the weights are then by far the
/// most of what is read, and are read once, as they lie. Any other input gets zeros at its end, as many as make the axis long enough, and
/// the output loses what came of them. Since a convolution takes zeros from beyond the border anyway, the values are the same.
/// </remarks>
internal static class ShortAxes
{
    // From this side on kernels are wrong in single precision too.
    private const long LargeKernel = 7;

    /// <summary>Lets the convolutions of a network do so whenever they are trained on a CPU.</summary>
    public static void Lengthen(nn.Module network)
    {
        // TorchSharp does not count a module among its own.
        foreach (var convolution in network.modules().Append(network).Distinct().OfType<Convolution>().Where(TakesZeros))
            convolution.register_forward_hook(Lengthened);
    }

    /// <summary>Gets whether a convolution of a batch, (N, C, ...), is computed as a product, without its own kernels.</summary>
    public static bool IsProduct(Convolution convolution, Tensor input) =>
        TakesZeros(convolution) && IsConcerned(convolution, input) && IsSmall(convolution, input)
            && Missing(convolution, input).Any(count => count > 0);

    /// <summary>Maps a batch as a convolution does, (N, C, ...) to (N, output channels, ...), by a product of matrices.</summary>
    public static Tensor Multiply(Convolution convolution, Tensor input)
    {
        using var scope = NewDisposeScope();
        var (kernel, rank) = (convolution.kernel_size, convolution.kernel_size.Length);
        var windows = ConvolutionWindows.Of(convolution, input);
        long[] places = windows.shape[2..(rank + 2)];
        long[] order = [1, .. ConvolutionWindows.Axes(rank + 2, rank), 0, .. ConvolutionWindows.Axes(2, rank)];
        // What the kernel meets at each place is a column.
        var columns = windows.permute(order).reshape(input.shape[1] * kernel.Aggregate((a, b) => a * b), -1);
        var weight = convolution.weight.flatten(1); // (output channels, C * kernel)
        var product = convolution.bias is { } bias ? addmm(bias.unsqueeze(1), weight, columns, beta: 1, alpha: 1) : weight.mm(columns);
        return product.reshape([weight.shape[0], input.shape[0], .. places]).transpose(0, 1).contiguous().MoveToOuterDisposeScope();
    }

    private static bool TakesZeros(Convolution convolution) =>
        convolution is Conv1d or Conv2d or Conv3d && convolution.padding_mode == PaddingModes.Zeros;

    private static Tensor Lengthened(nn.Module<Tensor, Tensor> module, Tensor input, Tensor output)
    {
        var convolution = (Convolution)module;
        if (!IsConcerned(convolution, output))
            return output;
        var missing = Missing(convolution, input);
        if (missing.All(count => count == 0))
            return output;
        if (IsSmall(convolution, input))
            return Multiply(convolution, input);
        using var scope = NewDisposeScope();
        long[] pad = [.. missing.Reverse().SelectMany(count => new[] { 0, count })];
        // Comes back here, and finds nothing missing.
        var longer = module.call(nn.functional.pad(input, pad));
        for (var axis = 0; axis < missing.Length; axis++)
            longer = longer.narrow(axis + 2, 0, output.shape[axis + 2]);
        return longer.MoveToOuterDisposeScope();
    }

    // The type of the output is what is computed in; an input of bfloat16 has an output of it. Double precision does not go through oneDNN.
    private static bool IsConcerned(Convolution convolution, Tensor values) =>
        is_grad_enabled() && values.device_type == DeviceType.CPU
            && (values.dtype == ScalarType.BFloat16
                || (values.dtype == ScalarType.Float32 && convolution.kernel_size.Max() >= LargeKernel));

    private static bool IsSmall(Convolution convolution, Tensor input) =>
        convolution is { groups: 1, padding: not null } && convolution.dilation.All(step => step == 1)
            && ConvolutionWindows.Sizes(convolution, input).Aggregate((a, b) => a * b)
                <= convolution.kernel_size.Aggregate((a, b) => a * b);

    // Strides above 1 need one place more. Kernels with gaps were right where they span more than the axis.
    private static long[] Missing(Convolution convolution, Tensor input)
    {
        var sizes = ConvolutionWindows.Sizes(convolution, input);
        return [.. convolution.kernel_size.Select((size, i) =>
            size == 1 ? 0 : Math.Max(0, size + (convolution.stride[i] > 1 ? 1 : 0) - sizes[i]))];
    }
}
