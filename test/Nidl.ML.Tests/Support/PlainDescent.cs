using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML.Tests;

/// <summary>Gradient descent of a caller's own, an optimizer that cannot save its state.</summary>
internal sealed class PlainDescent(IReadOnlyList<ParameterGroup> groups, double learningRate) : optim.Optimizer(IntPtr.Zero)
{
    private readonly Parameter[] _weights = [.. groups.SelectMany(group => group.Parameters)];

    public override IEnumerable<optim.ILearningRateController> ParamGroups => [];

    public override Tensor step(Func<Tensor>? closure = null)
    {
        using var noGradient = no_grad();
        foreach (var weight in _weights)
            if (weight.grad is { } gradient)
                weight.sub_(gradient.mul(learningRate));
        return zeros(1);
    }

    public override void zero_grad()
    {
        foreach (var weight in _weights)
            weight.grad?.zero_();
    }
}
