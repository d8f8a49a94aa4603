using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class BatchGradientTests
{
    private static readonly InputShape Shape = [5];

    [TestMethod]
    public void Add_TwoPhases_GiveTheGradientOfOne()
    {
        using var scope = NewDisposeScope();
        using var objective = new SimClrObjective(Tiny.Options);
        using var network = Create(objective);
        var (view1, view2) = (Views.Batch.Random([6, 5]), Views.Batch.Random([6, 5], seed: 2));

        var outcome = new BatchGradient(network, objective).Add([view1, view2], null);
        var gradients = Gradients(network);
        network.ZeroGradients();
        var loss = objective.Loss(new([network.Project(view1), network.Project(view2)], [], null, 0));
        loss.backward();

        Assert.AreEqual(loss.ToDouble(), outcome.Loss, 1e-6);
        foreach (var (name, expected) in Gradients(network))
        {
            Assert.IsTrue(expected.Any(value => value != 0), name);
            for (var i = 0; i < expected.Length; i++)
                Assert.AreEqual(expected[i], gradients[name][i], 1e-6, $"{name} at {i}");
        }
    }

    [TestMethod]
    public void Add_Outcome_HasDetachedProjections()
    {
        using var scope = NewDisposeScope();
        using var objective = new SimClrObjective(Tiny.Options);
        using var network = Create(objective);
        var outcome = new BatchGradient(network, objective).Add([Views.Batch.Random([6, 5]), Views.Batch.Random([6, 5], seed: 2)], null);
        CollectionAssert.AreEqual(new long[] { 6, 4 }, outcome.Batch.Z1.shape);
        CollectionAssert.AreEqual(new long[] { 6, 4 }, outcome.Batch.Z2.shape);
        Assert.IsFalse(outcome.Batch.Z1.requires_grad || outcome.Batch.Z2.requires_grad);
    }

    [TestMethod]
    public void Add_LossThatIsNotFinite_AddsNoGradient()
    {
        using var scope = NewDisposeScope();
        using var objective = new PoisonedObjective();
        using var network = Create(objective);
        var outcome = new BatchGradient(network, objective).Add([Views.Batch.Random([6, 5]), Views.Batch.Random([6, 5])], null);
        Assert.AreEqual(double.PositiveInfinity, outcome.Loss);
        Assert.IsTrue(network.Encoder.parameters().Concat(network.Head.parameters()).All(parameter => parameter.grad is null));
    }

    [TestMethod]
    public void Add_Labels_ReachTheLoss()
    {
        using var scope = NewDisposeScope();
        using var objective = new PoisonedObjective();
        using var network = Create(objective);
        var labels = Views.Batch.Random([6, 1]);
        new BatchGradient(network, objective).Add([Views.Batch.Random([6, 5]), Views.Batch.Random([6, 5])], labels);
        Assert.AreSame(labels, objective.Labels);
    }

    private static Network Create(Objective objective) =>
        Network.Create(new MlpEncoder { HiddenDimensions = [7], EmbeddingDimension = 4 }, Shape, objective.ProjectionHead, seed: 3, CPU);

    private static Dictionary<string, float[]> Gradients(Network network) =>
        network.Encoder.named_parameters().Select(pair => ("encoder." + pair.name, pair.parameter))
            .Concat(network.Head.named_parameters().Select(pair => ("head." + pair.name, pair.parameter)))
            .ToDictionary(pair => pair.Item1, pair => pair.parameter.grad!.data<float>().ToArray());

    private sealed class PoisonedObjective : Objective
    {
        public override string Method => "Poisoned";

        public Tensor? Labels { get; private set; }

        public override ProjectionHead ProjectionHead => new() { HiddenDimensions = [], OutputDimension = 2 };

        public override Tensor Loss(BatchContext context)
        {
            Labels = context.Auxiliary;
            return (context.Z1 + context.Z2).square().sum() / 0;
        }

        public override void Dispose()
        {
        }
    }
}
