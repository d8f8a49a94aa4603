using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Adds up the gradients of all processes' rows, which makes them that of the whole batch: in one message for each type of parameter.
/// </summary>
internal static class GradientSum
{
    public static void Apply(ProcessGroup processes, IEnumerable<Parameter> parameters)
    {
        if (processes.Size == 1)
            return;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var ofType in parameters.GroupBy(parameter => parameter.dtype))
            Apply(processes, [.. ofType]);
    }

    // A process without rows has no gradients, and some parameters may have none in any: after the gradients comes for each how many have
    // it.
    private static void Apply(ProcessGroup processes, IReadOnlyList<Parameter> parameters)
    {
        Tensor?[] gradients = [.. parameters.Select(parameter => parameter.grad)];
        double[] isReached = [.. gradients.Select(gradient => gradient is null ? 0.0 : 1.0)];
        var reached = tensor(isReached, parameters[0].dtype, parameters[0].device);
        var sum = cat([.. parameters.Zip(gradients, (parameter, gradient) => (gradient ?? zeros_like(parameter)).flatten()), reached]);
        processes.Sum(sum);
        double[] counts = [.. sum.narrow(0, sum.shape[0] - parameters.Count, parameters.Count).to(ScalarType.Float64).cpu().data<double>()];
        for (var (i, start) = (0, 0L); i < parameters.Count; start += parameters[i++].numel())
        {
            if (counts[i] == 0)
                continue;
            var ofAll = sum.narrow(0, start, parameters[i].numel()).view(parameters[i].shape);
            if (gradients[i] is { } own)
                own.copy_(ofAll);
            else
                parameters[i].grad = ofAll.clone().DetachFromDisposeScope();
        }
    }
}
