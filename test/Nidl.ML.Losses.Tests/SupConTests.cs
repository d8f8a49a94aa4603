using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

/// <summary>What the golden values of SupCon do not show.</summary>
[TestClass]
public sealed class SupConTests
{
    private static readonly double[,] Z1 = Values.Random(5, 3, 1);
    private static readonly double[,] Z2 = Values.Random(5, 3, 2);

    [TestMethod]
    public void Forward_LabelsThatAllDiffer_IsInfoNce() => Same(new InfoNceLoss(0.2).call, [4, 1, 7, -2, 0]);

    [TestMethod]
    public void Forward_LabelsThatAreMissing_IsInfoNce() =>
        Same(new InfoNceLoss(0.2).call, [double.NaN, double.NaN, double.NaN, double.NaN, 3]);

    [TestMethod]
    public void Forward_BaseTemperature_DividesTheLoss()
    {
        using var scope = NewDisposeScope();
        double Of(double baseTemperature) => Values.Scalar(
            new SupConLoss(0.2, baseTemperature).call(Values.Matrix(Z1), Values.Matrix(Z2), tensor(new long[] { 0, 1, 0, 1, 1 })));
        Assert.AreEqual(Of(0.2) * 2, Of(0.1), 1e-12);
    }

    [TestMethod]
    public void Forward_LabelsOfAnotherShape_AreRefused()
    {
        using var scope = NewDisposeScope();
        var z = Values.Matrix(Z1);
        Assert.AreEqual(
            "labels must have shape (5), one for each pair, but was (4). (Parameter 'labels')",
            Assert.ThrowsExactly<ArgumentException>(() => new SupConLoss().call(z, z, zeros(4))).Message);
        Assert.AreEqual(
            "labels must have shape (5), one for each pair, but was (5, 1). (Parameter 'labels')",
            Assert.ThrowsExactly<ArgumentException>(() => new SupConLoss().call(z, z, zeros(5, 1))).Message);
    }

    private static void Same(Func<Tensor, Tensor, Tensor> expected, double[] labels)
    {
        using var scope = NewDisposeScope();
        var reference = LossAndGradients.Of(expected, Values.Matrix(Z1), Values.Matrix(Z2));
        var ours = LossAndGradients.Of(
            (z1, z2) => new SupConLoss(0.2, 0.2).call(z1, z2, tensor(labels)), Values.Matrix(Z1), Values.Matrix(Z2));
        Near.Assert([reference.Value], [ours.Value], 1e-12, "value");
        Near.Assert(reference.Gradients, ours.Gradients, 1e-12, "gradients");
    }
}
