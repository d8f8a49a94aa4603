using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Keeps the oneDNN of libtorch 2.10.0 from convolutions over axes that are shorter than the kernel: the gradients of their weights are
/// made from memory that nothing was written to, and written beyond their end. Seen in bfloat16, and with kernels of 7 in single precision.
/// </summary>
/// <remarks>
/// Such an input gets zeros at its end, as many as make the axis long enough, and the output loses what came of them. Since a convolution
/// takes zeros from beyond the border anyway, the values are the same.
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

    private static bool TakesZeros(Convolution convolution) =>
        convolution is Conv1d or Conv2d or Conv3d && convolution.padding_mode == PaddingModes.Zeros;

    private static Tensor Lengthened(nn.Module<Tensor, Tensor> module, Tensor input, Tensor output)
    {
        var convolution = (Convolution)module;
        if (!is_grad_enabled() || output.device_type != DeviceType.CPU || !MayBeWrong(convolution, output))
            return output;
        var missing = Missing(convolution, input);
        if (missing.All(count => count == 0))
            return output;
        using var scope = NewDisposeScope();
        long[] pad = [.. missing.Reverse().SelectMany(count => new[] { 0, count })];
        // Comes back here, and finds nothing missing.
        var longer = module.call(nn.functional.pad(input, pad));
        for (var axis = 0; axis < missing.Length; axis++)
            longer = longer.narrow(axis + 2, 0, output.shape[axis + 2]);
        return longer.MoveToOuterDisposeScope();
    }

    private static bool MayBeWrong(Convolution convolution, Tensor output) =>
        output.dtype == ScalarType.BFloat16 || convolution.kernel_size.Max() >= LargeKernel;

    // Strides above 1 need one place more.
    private static long[] Missing(Convolution convolution, Tensor input)
    {
        var (kernel, stride) = (convolution.kernel_size, convolution.stride);
        return [.. kernel.Select((size, i) =>
            size == 1 ? 0 : Math.Max(0, size + (stride[i] > 1 ? 1 : 0) - input.shape[input.dim() - kernel.Length + i]))];
    }
}
