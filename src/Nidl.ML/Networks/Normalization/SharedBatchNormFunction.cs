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
        ctx.save_for_backward([input, weight, moments.Mean, moments.Variance]);
        ctx.save_data(Count, moments.Count);
        ctx.save_data(Processes, vars[4]);
        return SharedBatchNorm.Normalize(input, moments.Mean, moments.Variance, weight, bias);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (weight, mean, variance) = (saved[1], saved[2], saved[3]);
        // Of the weights' precision, whatever the layer before computes with: the result alone is rounded.
        var (input, ofOutput) = (saved[0].to_type(weight.dtype), gradient.to_type(weight.dtype));
        var scale = SharedBatchNorm.ScaleOf(variance).to_type(weight.dtype); // s
        var over = BatchMoments.DimensionsOf(input);
        var centered = input.sub(BatchMoments.Channels(mean.to_type(weight.dtype), input));
        var (ofBias, ofWeight) = (ofOutput.sum(over), centered.mul_(ofOutput).sum(over).mul_(scale)); // (C) each, of this process's rows
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
        var ofAll = means.div_((double)ctx.get_data(Count)).to_type(weight.dtype);
        var factor = scale.mul(weight); // g s
        // The terms of the moments are a normalization with another weight and bias, which Torch does in one pass.
        var ofMoments = SharedBatchNorm.Normalize(input, mean, variance, ofAll[1].mul(factor).neg(), ofAll[0].mul(factor).neg());
        var ofInput = ofMoments.addcmul_(ofOutput, BatchMoments.Channels(factor, input), 1).to_type(gradient.dtype);
        return [ofInput.MoveToOuterDisposeScope(), ofWeight.MoveToOuterDisposeScope(), ofBias.MoveToOuterDisposeScope(), null!, null!];
    }
}
