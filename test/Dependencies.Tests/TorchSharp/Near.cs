using TorchSharp;
using static TorchSharp.torch;

namespace Dependencies.Tests.Torch;

/// <summary>Closeness of tensors, relative to the larger of one and the largest expected value.</summary>
internal static class Near
{
    internal static void Equal(Tensor expected, Tensor actual, double tolerance = 1e-6)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        double scale = Math.Max(1, expected.abs().max().ToDouble());
        double difference = (expected.to(float64) - actual.to(float64)).abs().max().ToDouble();
        Assert.IsTrue(difference <= tolerance * scale, $"differs by {difference}, at most {tolerance * scale} allowed");
    }

    internal static void Equal(double expected, double actual, double tolerance = 1e-6) =>
        Assert.AreEqual(expected, actual, tolerance * Math.Max(1, Math.Abs(expected)));

    internal static void Same(Tensor expected, Tensor actual) => Assert.IsTrue(expected.Equals(actual), "the tensors are not bit-equal");

    /// <summary>Compares the gradient of sum(weights * f(x)) with central differences, in double precision.</summary>
    internal static void Gradient(Func<Tensor, Tensor> f, Tensor x, double step = 1e-5, double tolerance = 1e-6)
    {
        using var scope = NewDisposeScope();
        var weights = rand_like(f(x)).detach();
        double Value(Tensor at) => (f(at) * weights).sum().ToDouble();
        var leaf = x.detach().clone().requires_grad_();
        (f(leaf) * weights).sum().backward();
        var expected = zeros_like(x);
        using var ungraded = no_grad();
        for (long i = 0; i < x.numel(); i++)
        {
            var unit = zeros(x.numel(), float64);
            unit[i] = tensor(step, float64);
            unit = unit.reshape(x.shape);
            expected.view(-1)[i] = tensor((Value(x + unit) - Value(x - unit)) / (2 * step), float64);
        }
        Equal(expected, leaf.grad!, tolerance);
    }
}
