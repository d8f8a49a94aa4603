using Nidl.ML.Losses;
using Nidl.ML.Tests.Conformance;
using Nidl.ML.Tests.Encoders;

namespace Nidl.ML.Tests.BarlowTwins;

[TestClass]
public sealed class BarlowTwinsObjectiveTests
{
    [TestMethod]
    public void Head_DefaultWidths_AreThreeLayersOf2048()
    {
        using var objective = new BarlowTwinsObjective(new BarlowTwinsOptions());
        using var head = objective.ProjectionHead.CreateModule(2048);
        Assert.AreEqual(12_593_152, head.ParameterCount());
    }

    [TestMethod]
    public void Head_GivenWidths_AreThreeLayersWithNorms()
    {
        using var objective = new BarlowTwinsObjective(
            new BarlowTwinsOptions { ProjectionHiddenDimension = 5, ProjectionOutputDimension = 3 });
        CollectionAssert.AreEquivalent(
            new[]
            {
                "layers.0.weight (5, 6)", "layers.1.weight (5)", "layers.1.bias (5)", "layers.1.running_mean (5)",
                "layers.1.running_var (5)",
                "layers.1.num_batches_tracked ()", "layers.3.weight (5, 5)", "layers.4.weight (5)", "layers.4.bias (5)",
                "layers.4.running_mean (5)",
                "layers.4.running_var (5)", "layers.4.num_batches_tracked ()", "layers.6.weight (3, 5)", "layers.6.bias (3)",
            },
            ObjectiveProbe.Head(objective));
    }

    [TestMethod]
    public void Loss_Lambda_IsThatOfTheLoss()
    {
        var standard = Loss(new BarlowTwinsOptions());
        AreThose(new BarlowTwinsLoss(0.005), standard);
        var strong = Loss(new BarlowTwinsOptions { Lambda = 0.5 });
        AreThose(new BarlowTwinsLoss(0.5), strong);
        Assert.IsGreaterThan(1e-3, Math.Abs(strong[0] - standard[0]), "Lambda has no effect");
    }

    private static double[] Loss(BarlowTwinsOptions options)
    {
        using var objective = new BarlowTwinsObjective(options);
        return ObjectiveProbe.Loss(objective);
    }

    private static void AreThose(BarlowTwinsLoss loss, double[] actual)
    {
        using (loss)
            ModuleStates.AssertClose(ObjectiveProbe.Loss(loss.call), actual, 1e-6);
    }
}
