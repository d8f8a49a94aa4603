using Nidl.ML.Losses;
using Nidl.ML.Tests.Conformance;
using Nidl.ML.Tests.Encoders;

namespace Nidl.ML.Tests.VicReg;

[TestClass]
public sealed class VicRegObjectiveTests
{
    [TestMethod]
    public void Head_GivenWidths_AreThreeLayersWithNorms()
    {
        using var objective = new VicRegObjective(new VicRegOptions { ProjectionHiddenDimension = 5, ProjectionOutputDimension = 3 });
        CollectionAssert.AreEquivalent(
            new[]
            {
                "layers.0.weight (5, 6)", "layers.1.weight (5)", "layers.1.bias (5)", "layers.1.running_mean (5)",
                "layers.1.running_var (5)",
                "layers.1.num_batches_tracked ()", "layers.3.weight (5, 5)", "layers.4.weight (5)", "layers.4.bias (5)",
                "layers.4.running_mean (5)",
                "layers.4.running_var (5)", "layers.4.num_batches_tracked ()", "layers.6.weight (3, 5)",
            },
            ObjectiveProbe.Head(objective));
    }

    [TestMethod]
    [DataRow(25.0, 25.0, 1.0)]
    [DataRow(3.0, 25.0, 1.0)]
    [DataRow(25.0, 4.0, 1.0)]
    [DataRow(25.0, 25.0, 5.0)]
    public void Loss_Weights_AreThoseOfTheLoss(double invariance, double variance, double covariance)
    {
        using var objective = new VicRegObjective(
            new VicRegOptions { InvarianceWeight = invariance, VarianceWeight = variance, CovarianceWeight = covariance });
        using var loss = new VicRegLoss(invariance, variance, covariance);
        ModuleStates.AssertClose(ObjectiveProbe.Loss(loss.call), ObjectiveProbe.Loss(objective), 1e-6);
    }
}
