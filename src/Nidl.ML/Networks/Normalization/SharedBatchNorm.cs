using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Batch normalization whose statistics in training are those of the rows of all processes, which meet at every call: (N, C, ...) to the
/// same shape. Names, defaults and evaluation are those of Torch's.
/// </summary>
internal sealed class SharedBatchNorm : nn.Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-5;
    private const double Momentum = 0.1;

    private readonly ProcessGroup _processes;

    public SharedBatchNorm(long channels, ProcessGroup processes)
        : base(nameof(SharedBatchNorm))
    {
        _processes = processes;
        register_parameter("weight", new Parameter(ones(channels)));
        register_parameter("bias", new Parameter(zeros(channels)));
        register_buffer("running_mean", zeros(channels));
        register_buffer("running_var", ones(channels));
        register_buffer("num_batches_tracked", zeros(1, ScalarType.Int64).squeeze(0));
    }

    public override Tensor forward(Tensor input)
    {
        var (weight, bias) = (get_parameter("weight")!, get_parameter("bias")!);
        if (!training)
            return Normalize(input, get_buffer("running_mean")!, get_buffer("running_var")!, weight, bias);
        using var scope = NewDisposeScope();
        return SharedBatchNormFunction.apply(input, weight, bias, Track(input), _processes).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Maps rows, (N, C, ...), by moments, weight and bias, (C) each. Rows in bfloat16 stay so; all else is of single precision then, as in
    /// Torch's own layer.
    /// </summary>
    public static Tensor Normalize(Tensor input, Tensor mean, Tensor variance, Tensor weight, Tensor bias) => nn.functional.batch_norm(
        input, mean.to_type(weight.dtype), variance.to_type(weight.dtype), weight, bias, training: false, Momentum, Epsilon);

    /// <summary>Gets 1 / sqrt(variance + epsilon).</summary>
    public static Tensor ScaleOf(Tensor variance) => variance.add(Epsilon).rsqrt();

    private BatchMoments Track(Tensor input)
    {
        using var noGradient = no_grad();
        var moments = BatchMoments.Of(input, _processes);
        get_buffer("running_mean")!.mul_(1 - Momentum).add_(moments.Mean.mul(Momentum));
        get_buffer("running_var")!.mul_(1 - Momentum).add_(moments.Variance.mul(Momentum * moments.Count / (moments.Count - 1)));
        get_buffer("num_batches_tracked")!.add_(1);
        return moments;
    }
}
