using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

/// <summary>What the golden values of BYOL do not show.</summary>
[TestClass]
public sealed class ByolTests
{
    [TestMethod]
    public void Forward_Ends_AreZeroAndFour()
    {
        using var scope = NewDisposeScope();
        var z = Values.RandomTensor(5, 3, 1);
        Near.Assert([0, 4, 2], [Of(z, z * 3), Of(z, -z), Of(z, zeros_like(z))], 1e-12, "loss");
    }

    [TestMethod]
    public void Forward_Targets_GetNoGradient()
    {
        using var scope = NewDisposeScope();
        var (predictions, targets) = (Values.RandomTensor(5, 3, 1).requires_grad_(), Values.RandomTensor(5, 3, 2).requires_grad_());
        new ByolLoss().call(predictions, targets).backward();
        Assert.IsNull(targets.grad);
        Assert.IsGreaterThan(0, predictions.grad!.abs().sum().ToDouble());
    }

    [TestMethod]
    public void Forward_ZeroRow_HasAFiniteGradient()
    {
        using var scope = NewDisposeScope();
        var predictions = zeros(3, 2).requires_grad_();
        new ByolLoss().call(predictions, ones(3, 2)).backward();
        Assert.IsTrue(Values.Of(predictions.grad!).All(double.IsFinite));
    }

    [TestMethod]
    public void Forward_HalfPrecision_KeepsItsType()
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = (Values.RandomTensor(9, 4, 1, ScalarType.BFloat16), Values.RandomTensor(9, 4, 2, ScalarType.BFloat16));
        var half = new ByolLoss().call(z1, z2);
        Assert.AreEqual(ScalarType.BFloat16, half.dtype);
        Assert.AreEqual(
            Values.Scalar(new ByolLoss().call(z1.to(ScalarType.Float32), z2.to(ScalarType.Float32)).to(ScalarType.BFloat16)),
            Values.Scalar(half));
    }

    [TestMethod]
    public void Forward_ShapesThatDiffer_AreRefused() =>
        Assert.ThrowsExactly<ArgumentException>(() => new ByolLoss().call(zeros(4, 3), zeros(5, 3)));

    private static double Of(Tensor z1, Tensor z2) => Values.Scalar(new ByolLoss().call(z1, z2));
}
