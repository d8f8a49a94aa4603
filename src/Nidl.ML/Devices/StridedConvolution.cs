using System.Runtime.ExceptionServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// A convolution with a stride, trained in bfloat16 on a CPU: the gradient of its weights is one product of matrices. The kernels that
/// oneDNN has for it in libtorch 2.10.0 work along a row of the output, and take up to three times as long where that row is short
/// (docs/performance.md). Values and gradients are the same but for rounding.
/// </summary>
internal sealed class StridedConvolution : autograd.SingleTensorFunction<StridedConvolution>
{
    // Up to these lengths of the output's rows the product was faster.
    private const long ShortRowOfImage = 8;
    private const long ShortRowOfVolume = 4;

    private const string Layer = nameof(Layer);
    private const string InputNeedsGradient = nameof(InputNeedsGradient);

    [ThreadStatic]
    private static ExceptionDispatchInfo? t_failure;

    public override string Name => nameof(StridedConvolution);

    /// <summary>Gets whether the gradient of a convolution is computed so: a fixed rule, so that two runs round alike.</summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="input">(N, C, ...).</param>
    public static bool IsFor(Convolution convolution, Tensor input) =>
        is_grad_enabled() && input.device_type == DeviceType.CPU && input.dtype == ScalarType.BFloat16
            && convolution is Conv2d or Conv3d
            && convolution is { groups: 1, bias: null, padding: not null, padding_mode: PaddingModes.Zeros }
            && convolution.weight.requires_grad
            && convolution.stride.Any(step => step > 1) && convolution.dilation.All(step => step == 1)
            && Places(convolution, input)[^1] <= (convolution is Conv2d ? ShortRowOfImage : ShortRowOfVolume);

    /// <summary>Maps a batch as the convolution does: (N, C, ...) to (N, output channels, ...).</summary>
    public static Tensor Call(Convolution convolution, Tensor input) =>
        apply(input, convolution.weight, convolution, input.requires_grad);

    /// <summary>Throws what went wrong on this thread since the last call: nothing can be thrown through libtorch.</summary>
    public static void ThrowFailure()
    {
        var failure = t_failure;
        t_failure = null;
        failure?.Throw();
    }

    /// <param name="ctx">What the backward direction needs.</param>
    /// <param name="vars">The rows, (N, C, ...); the weight; the convolution; whether the rows need a gradient.</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (input, convolution) = ((Tensor)vars[0], (Convolution)vars[2]);
        var weight = ((Tensor)vars[1]).to(input.dtype);
        ctx.save_for_backward([input, weight]);
        ctx.save_data(Layer, convolution);
        ctx.save_data(InputNeedsGradient, vars[3]);
        return weight.dim() == 4
            ? nn.functional.conv2d(input, weight, strides: convolution.stride, padding: convolution.padding)
            : nn.functional.conv3d(input, weight, strides: convolution.stride, padding: convolution.padding);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var convolution = (Convolution)ctx.get_data(Layer);
        try
        {
            var ofInput = (bool)ctx.get_data(InputNeedsGradient) ? OfInput(convolution, saved[0], saved[1], gradient) : null;
            var ofWeight = OfWeight(convolution, saved[0], gradient);
            return [ofInput?.MoveToOuterDisposeScope()!, ofWeight.MoveToOuterDisposeScope(), null!, null!];
        }
        catch (Exception failure)
        {
            t_failure ??= ExceptionDispatchInfo.Capture(failure);
            return [null!, null!, null!, null!];
        }
    }

    // The transposed convolution; the input's end that no kernel reached has a gradient of 0.
    private static Tensor OfInput(Convolution convolution, Tensor input, Tensor weight, Tensor gradient)
    {
        var (stride, padding) = (convolution.stride, convolution.padding!);
        var sizes = ConvolutionWindows.Sizes(convolution, input);
        long[] rest = [.. sizes.Select((size, i) => (size + 2 * padding[i] - weight.shape[i + 2]) % stride[i])];
        return stride.Length == 2
            ? nn.functional.conv_transpose2d(gradient, weight, strides: stride, padding: padding, output_padding: rest)
            : nn.functional.conv_transpose3d(gradient, weight, strides: stride, padding: padding, output_padding: rest);
    }

    // What the kernel meets at each place is a row.
    private static Tensor OfWeight(Convolution convolution, Tensor input, Tensor gradient)
    {
        var (kernel, rank) = (convolution.kernel_size, convolution.kernel_size.Length);
        long[] order = [0, .. ConvolutionWindows.Axes(2, 2 * rank), 1];
        var rows = ConvolutionWindows.Of(convolution, input).permute(order) // (N, ...places, ...kernel, C)
            .reshape(-1, kernel.Aggregate(input.shape[1], (a, b) => a * b)); // (N * places, kernel * C)
        var product = gradient.transpose(0, 1).reshape(gradient.shape[1], -1).mm(rows); // (output channels, kernel * C)
        return product.view([gradient.shape[1], .. kernel, input.shape[1]])
            .permute([0, rank + 1, .. ConvolutionWindows.Axes(1, rank)]).contiguous().to(convolution.weight.dtype);
    }

    private static long[] Places(Convolution convolution, Tensor input)
    {
        var (kernel, stride, padding) = (convolution.kernel_size, convolution.stride, convolution.padding!);
        var sizes = ConvolutionWindows.Sizes(convolution, input);
        return [.. sizes.Select((size, i) => (size + 2 * padding[i] - kernel[i]) / stride[i] + 1)];
    }
}
