using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

/// <summary>The value of a loss and its gradients with respect to both views.</summary>
internal sealed record LossAndGradients(double Value, double[] Gradient1, double[] Gradient2)
{
    public IEnumerable<double> Gradients => [.. Gradient1, .. Gradient2];

    public bool IsFinite => double.IsFinite(Value) && Gradients.All(double.IsFinite);

    public static LossAndGradients Of(Func<Tensor, Tensor, Tensor> loss, Tensor z1, Tensor z2)
    {
        using var scope = NewDisposeScope();
        var leaf1 = z1.detach().clone().requires_grad_();
        var leaf2 = z2.detach().clone().requires_grad_();
        var value = loss(leaf1, leaf2);
        value.backward();
        return new LossAndGradients(Values.Scalar(value), Values.Of(leaf1.grad!), Values.Of(leaf2.grad!));
    }
}
