using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Normalizes rows by given moments of all processes, and knows that these depend on the rows: with y = g x + b of the normalized x, n
/// values a channel and s = 1 / sqrt(variance + epsilon), <c>dx = g s (dy - sum(dy) / n - x sum(dy x) / n)</c>, the sums over all
/// processes.
/// </summary>
internal sealed class SharedBatchNormFunction : autograd.SingleTensorFunction<SharedBatchNormFunction>
{
    private const string Count = nameof(Count);
    private const string Processes = nameof(Processes);

    public override string Name => nameof(SharedBatchNormFunction);

    /// <param name="ctx">What the backward direction needs.</param>
    /// <param name="vars">The rows, (N, C, ...); weight and bias, (C) each; the moments; the processes.</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (input, weight, bias, moments) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (BatchMoments)vars[3]);
        var mean = moments.Mean.to_type(input.dtype);
        var scale = moments.Variance.add(SharedBatchNorm.Epsilon).rsqrt().to_type(input.dtype);
        ctx.save_for_backward([input, weight, mean, scale]);
        ctx.save_data(Count, moments.Count);
        ctx.save_data(Processes, vars[4]);
        return input.sub(Channels(mean, input)).mul_(Channels(scale.mul(weight), input)).add_(Channels(bias, input));
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (input, weight, mean, scale) = (saved[0], saved[1], saved[2], saved[3]);
        var normalized = input.sub(Channels(mean, input)).mul_(Channels(scale, input)); // x
        var over = BatchMoments.DimensionsOf(input);
        var (ofBias, ofWeight) = (gradient.sum(over), gradient.mul(normalized).sum(over)); // (C) each, of this process's rows
        var means = stack([ofBias, ofWeight]).to_type(ScalarType.Float64); // (2, C)
        try
        {
            ((ProcessGroup)ctx.get_data(Processes)).Sum(means);
        }
        catch (Exception failure)
        {
            // Nothing can be thrown through libtorch.
            ((ProcessGroup)ctx.get_data(Processes)).Defer(failure);
        }
        var ofAll = means.div_((double)ctx.get_data(Count)).to_type(input.dtype);
        var centered = gradient.sub(Channels(ofAll[0], input)).sub_(normalized.mul_(Channels(ofAll[1], input)));
        var ofInput = centered.mul_(Channels(scale.mul(weight), input));
        return [ofInput.MoveToOuterDisposeScope(), ofWeight.MoveToOuterDisposeScope(), ofBias.MoveToOuterDisposeScope(), null!, null!];
    }

    private static Tensor Channels(Tensor values, Tensor input) =>
        values.view([1, values.shape[0], .. Enumerable.Repeat(1L, (int)input.dim() - 2)]);
}
