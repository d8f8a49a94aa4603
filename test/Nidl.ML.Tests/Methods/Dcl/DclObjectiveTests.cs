using Nidl.ML.Losses;
using Nidl.ML.Tests.Conformance;
using Nidl.ML.Tests.Encoders;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Dcl;

[TestClass]
public sealed class DclObjectiveTests
{
    [TestMethod]
    public void Head_DefaultAndGivenWidths_AreTwoLayers()
    {
        using var standard = new DclObjective(new DclOptions());
        CollectionAssert.AreEqual(
            new[] { "layers.0.weight (2048, 6)", "layers.0.bias (2048)", "layers.2.weight (128, 2048)", "layers.2.bias (128)" },
            ObjectiveProbe.Head(standard));
        using var narrow = new DclObjective(new DclOptions { ProjectionHiddenDimension = 5, ProjectionOutputDimension = 3 });
        CollectionAssert.AreEqual(
            new[] { "layers.0.weight (5, 6)", "layers.0.bias (5)", "layers.2.weight (3, 5)", "layers.2.bias (3)" },
            ObjectiveProbe.Head(narrow));
    }

    [TestMethod]
    public void Loss_EachOption_IsThatOfTheLoss()
    {
        var standard = Loss(new DclOptions());
        AreThose(new DclLoss(0.1), standard);
        var warm = Loss(new DclOptions { Temperature = 0.5 });
        AreThose(new DclLoss(0.5), warm);
        var weighted = Loss(new DclOptions { WeightedPositives = true });
        AreThose(new DclwLoss(0.5, 0.1), weighted);
        var narrow = Loss(new DclOptions { WeightedPositives = true, Sigma = 0.2, Temperature = 0.3 });
        AreThose(new DclwLoss(0.2, 0.3), narrow);
        var detached = Loss(new DclOptions { WeightedPositives = true, DetachWeights = true });
        AreThose(new DclwLoss(0.5, 0.1, detachWeights: true), detached);
        Assert.HasCount(4, new[] { standard[0], warm[0], weighted[0], narrow[0] }.Select(value => Math.Round(value, 3)).Distinct());
        Assert.AreEqual(weighted[0], detached[0], 1e-6);
        Assert.IsGreaterThan(1e-3, weighted.Zip(detached, (a, b) => Math.Abs(a - b)).Max(), "DetachWeights has no effect on the gradient");
    }

    private static double[] Loss(DclOptions options)
    {
        using var objective = new DclObjective(options);
        return ObjectiveProbe.Loss(objective);
    }

    private static void AreThose(nn.Module<Tensor, Tensor, Tensor> loss, double[] actual)
    {
        using (loss)
            ModuleStates.AssertClose(ObjectiveProbe.Loss(loss.call), actual, 1e-6);
    }
}
