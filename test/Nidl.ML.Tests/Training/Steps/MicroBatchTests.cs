using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class MicroBatchTests
{
    private static readonly InputShape Shape = [5];
    private static readonly MlpEncoder Plain =
        new() { HiddenDimensions = [16, 16], EmbeddingDimension = 8, Normalization = MlpNormalization.LayerNorm };

    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(5)]
    [DataRow(12)]
    public void Add_WithoutBatchStatistics_GivesTheGradientOfTheWholeBatch(int size)
    {
        var whole = Gradients(Plain, microBatchSize: null);
        var parts = Gradients(Plain, size);
        Assert.AreEqual(whole.Loss, parts.Loss, 1e-5 * whole.Loss);
        var largest = whole.Values.Max(Math.Abs);
        for (var i = 0; i < whole.Values.Length; i++)
            Assert.AreEqual(whole.Values[i], parts.Values[i], 1e-5 * Math.Max(1, largest));
    }

    [TestMethod]
    public void Fit_Sgd_GivesTheWeightsOfTheWholeBatch()
    {
        var options = Tiny.Options with { Optimizer = new SgdOptions(), LearningRate = 0.1, Encoder = Plain };
        using var whole = Tiny.Fit(new MLContext(1), options);
        using var parts = Tiny.Fit(new MLContext(1), options with { MicroBatchSize = 3 });
        Embeddings.AreClose(Embeddings.OfNewImages(whole), Embeddings.OfNewImages(parts));
        Assert.AreEqual(whole.History.Epochs[^1].Loss, parts.History.Epochs[^1].Loss, 1e-5);
    }

    [TestMethod]
    public void Add_Dropout_MeetsEqualMasksInBothPasses() =>
        GradientIsThatOfTheLoss(Plain with { Dropout = 0.5, Normalization = MlpNormalization.None });

    [TestMethod]
    public void Add_DropoutOfAnotherNetwork_MeetsEqualMasksInBothPasses() =>
        GradientIsThatOfTheLoss(CustomEncoder.Register(
            nameof(Add_DropoutOfAnotherNetwork_MeetsEqualMasksInBothPasses),
            shape => nn.Sequential(nn.Linear(shape.Size, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 8))));

    [TestMethod]
    public void Fit_DropoutOfAnotherNetwork_RepeatsWithTheSeed()
    {
        var encoder = CustomEncoder.Register(
            nameof(Fit_DropoutOfAnotherNetwork_RepeatsWithTheSeed),
            shape => nn.Sequential(nn.Flatten(), nn.Linear(shape.Size, 16), nn.Dropout(0.5), nn.Linear(16, 8)));
        using var first = Tiny.Fit(new MLContext(1), Tiny.Options with { Encoder = encoder });
        using var drawn = rand(5); // moves Torch's own generator
        using var second = Tiny.Fit(new MLContext(1), Tiny.Options with { Encoder = encoder });
        Assert.IsTrue(Embeddings.AreBitEqual(Embeddings.OfNewImages(first), Embeddings.OfNewImages(second)));
    }

    [TestMethod]
    public void Add_Dropout_GivesTheGradientOfTheWholeBatch()
    {
        var encoder = Plain with { Dropout = 0.5 };
        var whole = Gradients(encoder, microBatchSize: null);
        var parts = Gradients(encoder, microBatchSize: 5);
        Assert.AreEqual(whole.Loss, parts.Loss, 1e-5 * whole.Loss);
        for (var i = 0; i < whole.Values.Length; i++)
            Assert.AreEqual(whole.Values[i], parts.Values[i], 1e-5 * Math.Max(1, whole.Values.Max(Math.Abs)));
    }

    private static void GradientIsThatOfTheLoss(Encoder encoder)
    {
        // With equal masks, the gradient is that of the loss as a function of the weights: finite differences agree.
        using var scope = NewDisposeScope();
        using var objective = new SimClrObjective(Tiny.Options);
        using var network = Create(encoder, objective);
        var (view1, view2) = (Views.Batch.Random([12, 5]), Views.Batch.Random([12, 5], seed: 2));
        var gradient = new BatchGradient(network, objective, microBatchSize: 4);
        double Run()
        {
            using var layers = new RandomSource(CPU, 1, 2, 3);
            using var randomness = LayerRandomness.Use(layers);
            return gradient.Add([view1, view2], null).Loss;
        }
        var loss = Run();
        Assert.AreEqual(loss, Run());
        network.ZeroGradients();
        Run();
        var weight = network.Head.parameters().First();
        var actual = weight.grad!.data<float>().ToArray();
        var largest = Array.IndexOf(actual, actual.MaxBy(Math.Abs));
        const float Delta = 1e-2f;
        double Shifted(float by)
        {
            using var noGradient = no_grad();
            weight.view(-1)[largest].add_(by);
            using var graph = enable_grad();
            var shifted = Run();
            using var again = no_grad();
            weight.view(-1)[largest].sub_(by);
            return shifted;
        }
        var difference = (Shifted(Delta) - Shifted(-Delta)) / (2 * Delta);
        Assert.AreEqual(difference, actual[largest], 0.02 * Math.Abs(difference));
    }

    [TestMethod]
    public void Add_BatchNorm_MovesItsBuffersInOnePassAlone()
    {
        using var scope = NewDisposeScope();
        using var objective = new SimClrObjective(Tiny.Options);
        var encoder = Plain with { Normalization = MlpNormalization.BatchNorm };
        using var trained = Create(encoder, objective);
        using var passed = Create(encoder, objective);
        var (view1, view2) = (Views.Batch.Random([12, 5]), Views.Batch.Random([12, 5], seed: 2));
        new BatchGradient(trained, objective, microBatchSize: 4).Add([view1, view2], null);
        using (no_grad())
            foreach (var part in view1.split(4).Concat(view2.split(4)))
                passed.Project(part);
        var buffers = trained.Buffers.Zip(passed.Buffers).ToList();
        Assert.HasCount(6, buffers);
        foreach (var (actual, expected) in buffers)
            Assert.IsTrue(actual.equal(expected).all().ToBoolean(), "a buffer differs from that of one pass over the parts");
    }

    [TestMethod]
    public void Add_LastPartOfOneRow_JoinsThePartBefore()
    {
        using var scope = NewDisposeScope();
        using var objective = new SimClrObjective(Tiny.Options);
        // Batch normalization cannot train on a single row.
        using var network = Create(Plain with { Normalization = MlpNormalization.BatchNorm }, objective);
        var outcome = new BatchGradient(network, objective, microBatchSize: 4)
            .Add([Views.Batch.Random([9, 5]), Views.Batch.Random([9, 5], seed: 2)], null);
        Assert.IsTrue(double.IsFinite(outcome.Loss));
        CollectionAssert.AreEqual(new long[] { 9, 4 }, outcome.Batch.Z1.shape);
    }

    [TestMethod]
    public void Options_BelowTwo_IsRefused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SimClrOptions { MicroBatchSize = 1 });

    private static Network Create(Encoder encoder, Objective objective) =>
        Network.Create(encoder, Shape, objective.ProjectionHead, seed: 3, CPU);

    private static (double Loss, double[] Values) Gradients(Encoder encoder, int? microBatchSize)
    {
        using var scope = NewDisposeScope();
        using var objective = new SimClrObjective(Tiny.Options);
        using var network = Create(encoder, objective);
        using var layers = new RandomSource(CPU, 1, 2, 3);
        using var randomness = LayerRandomness.Use(layers);
        var outcome = new BatchGradient(network, objective, microBatchSize)
            .Add([Views.Batch.Random([12, 5]), Views.Batch.Random([12, 5], seed: 2)], null);
        return (outcome.Loss,
            [.. network.TrainedParameters.SelectMany(parameter => parameter.grad!.data<float>().ToArray()).Select(value => (double)value)]);
    }
}
