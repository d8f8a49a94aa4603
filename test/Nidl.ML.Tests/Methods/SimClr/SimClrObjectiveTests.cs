using Nidl.ML.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.SimClr;

[TestClass]
public sealed class SimClrObjectiveTests
{
    [TestMethod]
    public void Loss_Options_AreInfoNcesTemperature()
    {
        using var scope = NewDisposeScope();
        using var objective = new SimClrObjective(new SimClrOptions { Temperature = 0.7 });
        using var loss = new InfoNceLoss(0.7);
        var (z1, z2) = (Views.Batch.Random([5, 3]), Views.Batch.Random([5, 3], seed: 2));
        Assert.AreEqual(loss.call(z1, z2).ToDouble(), objective.Loss(new([z1, z2], [], null, 0)).ToDouble());
        Assert.AreEqual("SimCLR", objective.Method);
    }

    [TestMethod]
    public void ProjectionHead_Options_AreItsWidths()
    {
        using var objective = new SimClrObjective(new SimClrOptions { ProjectionHiddenDimension = 6, ProjectionOutputDimension = 3 });
        using var head = objective.ProjectionHead.CreateModule(5);
        var shapes = head.named_parameters().Select(pair => $"{pair.name} ({string.Join(", ", pair.parameter.shape)})");
        CollectionAssert.AreEqual(
            new[] { "layers.0.weight (6, 5)", "layers.0.bias (6)", "layers.2.weight (3, 6)", "layers.2.bias (3)" }, shapes.ToArray());
    }
}
