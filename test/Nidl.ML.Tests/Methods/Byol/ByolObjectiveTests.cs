using Nidl.ML.Losses;
using Nidl.ML.Tests.Conformance;
using Nidl.ML.Tests.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Byol;

[TestClass]
public sealed class ByolObjectiveTests
{
    private static readonly ByolOptions Narrow = new()
    {
        Momentum = 0.5, ProjectionHiddenDimension = 5, ProjectionOutputDimension = 3, PredictorHiddenDimension = 7,
    };

    [TestMethod]
    public void HeadAndPredictor_GivenWidths_AreTwoLayersWithANorm()
    {
        using var objective = new ByolObjective(Narrow);
        CollectionAssert.AreEquivalent(Layers(input: 6, hidden: 5), ObjectiveProbe.Head(objective));
        using var predictor = objective.CreateLossModule();
        CollectionAssert.AreEquivalent(
            Layers(input: 3, hidden: 7),
            predictor.state_dict().Select(entry => $"{entry.Key} ({string.Join(", ", entry.Value.shape)})").ToArray());
    }

    [TestMethod]
    public void Loss_TwoViews_IsThatOfBothDirections()
    {
        using var scope = NewDisposeScope();
        using var objective = new ByolObjective(Narrow);
        using var predictor = (nn.Module<Tensor, Tensor>)objective.CreateLossModule();
        Tensor Random(int seed) => Views.Batch.Random([4, 3], seed: seed);
        using var loss = new ByolLoss();
        var expected = loss.call(predictor.call(Random(1)), Random(4)) + loss.call(predictor.call(Random(2)), Random(3));
        var actual = objective.Loss(new([Random(1), Random(2)], [Random(3), Random(4)], null, 0));
        Assert.AreEqual(expected.ToDouble(), actual.ToDouble(), 1e-6);
    }

    [TestMethod]
    public void Teacher_AfterStep_FollowsByTheMomentumOfTheOptions()
    {
        using var objective = new ByolObjective(Narrow);
        Assert.AreEqual(new TeacherRule(0.5) { FinalMomentum = 1, Views = 2, UsesBatchStatistics = true }, objective.Teacher);
    }

    [TestMethod]
    public void Run_MicroBatchesOfSixteen_GiveTheGradientOfTheWholeBatch()
    {
        var (whole, parts) = (Gradients(null), Gradients(16));
        CollectionAssert.AreEquivalent(whole.Keys, parts.Keys);
        Assert.IsTrue(whole.Keys.Any(name => name.StartsWith("loss.", StringComparison.Ordinal)));
        foreach (var (name, expected) in whole)
            ModuleStates.AssertClose(expected, parts[name], 1e-6 * Math.Max(1, expected.Max(Math.Abs)));
    }

    // Encoder and head without batch statistics; the predictor has them.
    private static Dictionary<string, double[]> Gradients(int? microBatchSize)
    {
        using var scope = NewDisposeScope();
        using var objective = new ByolObjective(Narrow);
        var encoder = new MlpEncoder { HiddenDimensions = [16], EmbeddingDimension = 8, Normalization = MlpNormalization.LayerNorm };
        var head = new ProjectionHead { HiddenDimensions = [], OutputDimension = 3 };
        using var network = Network.Create(encoder, [5], head, seed: 3, CPU, objective.CreateLossModule);
        network.Teacher = MomentumTeacher.Of(network, objective.Teacher, encoder, [5], head);
        new BatchGradient(network, objective, microBatchSize)
            .Add([Views.Batch.Random([40, 5]), Views.Batch.Random([40, 5], seed: 2)], null);
        return network.State.Where(entry => entry.Value.grad is not null)
            .ToDictionary(entry => entry.Key, entry => Views.Batch.Values(entry.Value.grad!));
    }

    private static string[] Layers(int input, int hidden) =>
    [
        $"layers.0.weight ({hidden}, {input})", $"layers.1.weight ({hidden})", $"layers.1.bias ({hidden})",
        $"layers.1.running_mean ({hidden})",
        $"layers.1.running_var ({hidden})", "layers.1.num_batches_tracked ()", $"layers.3.weight (3, {hidden})", "layers.3.bias (3)",
    ];
}
