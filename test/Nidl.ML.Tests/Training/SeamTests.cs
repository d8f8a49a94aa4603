using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

/// <summary>What an objective may bring along: modules and memory on the loss's side, a teacher, more than two views.</summary>
[TestClass]
public sealed class SeamTests
{
    private static readonly InputShape Shape = [5];
    private static readonly MlpEncoder Plain =
        new() { HiddenDimensions = [16], EmbeddingDimension = 8, Normalization = MlpNormalization.LayerNorm };

    private static Tensor[] Rows(int count, int views = 2) =>
        [.. Enumerable.Range(1, views).Select(seed => Views.Batch.Random([count, 5], seed: seed))];

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Run_MicroBatchesOfSixteen_GiveTheGradientOfTheWholeBatchPredictorIncluded(bool hasTeacher)
    {
        var whole = Gradients(hasTeacher, microBatchSize: null);
        var parts = Gradients(hasTeacher, microBatchSize: 16);
        Assert.IsTrue(whole.Keys.Any(name => name.StartsWith("loss.predictor.", StringComparison.Ordinal)));
        foreach (var (name, expected) in whole)
            for (var i = 0; i < expected.Length; i++)
                Assert.AreEqual(expected[i], parts[name][i], 1e-6 * Math.Max(1, expected.Max(Math.Abs)), $"{name} at {i}");
    }

    [TestMethod]
    public void Run_Weight_ReachesTheLossModule()
    {
        var whole = Gradients(hasTeacher: false, microBatchSize: null);
        var quarter = Gradients(hasTeacher: false, microBatchSize: null, weight: 0.25);
        foreach (var (name, expected) in whole)
            for (var i = 0; i < expected.Length; i++)
                Assert.AreEqual(0.25 * expected[i], quarter[name][i], 1e-6, $"{name} at {i}");
    }

    [TestMethod]
    public void Run_ThreeViewsOfTwoSizes_AllTakePart()
    {
        using var scope = NewDisposeScope();
        using var objective = new TeachingObjective(new TeacherRule(0.9));
        using var network = TeachingObjective.CreateNetwork(
            new ConvNet2d { HiddenChannels = [16, 16], Strides = [1, 1, 1], EmbeddingDimension = 8 }, [1, 12, 12], objective);
        Tensor[] views = [
            Views.Batch.Random([6, 1, 12, 12]), Views.Batch.Random([6, 1, 12, 12], seed: 2), Views.Batch.Random([6, 1, 8, 8], seed: 3)];
        var batch = new BatchGradient(network, objective).Add(views, null).Batch;
        CollectionAssert.AreEqual(new[] { "6, 3", "6, 3", "6, 3" }, batch.Student.Select(z => string.Join(", ", z.shape)).ToArray());
        Assert.HasCount(2, batch.Teacher);
        Assert.IsFalse(batch.Student.Concat(batch.Teacher).Any(z => z.requires_grad));
    }

    [TestMethod]
    public void End_Teacher_MovesByItsMomentum()
    {
        using var scope = NewDisposeScope();
        using var objective = new TeachingObjective(new TeacherRule(0.8));
        using var network = TeachingObjective.CreateNetwork(Plain, Shape, objective);
        var before = Values(network.Teacher!.Network.State);
        AreEqual(before, name => Values(network.State)[name], 0); // it starts as the student
        using (no_grad())
            foreach (var parameter in network.TrainedParameters)
                parameter.add_(1);
        var gradient = new BatchGradient(network, objective);
        gradient.EndStep([gradient.Add(Rows(6), null, progress: 0.5).Batch]);
        // 1 - 0.2 (cos(pi / 2) + 1) / 2 = 0.9 stays.
        var student = Values(network.State);
        AreEqual(
            Values(network.Teacher.Network.State), name => [.. before[name].Zip(student[name], (old, now) => 0.9 * old + 0.1 * now)], 1e-6);
        Assert.IsTrue(network.Teacher.Network.Encoder.parameters().All(parameter => parameter.grad is null));
    }

    [TestMethod]
    public void MomentumAt_Ends_AreTheRules()
    {
        Assert.AreEqual(0.99, new TeacherRule(0.99).MomentumAt(0), 1e-15);
        Assert.AreEqual(1.0, new TeacherRule(0.99).MomentumAt(1), 1e-15);
        Assert.AreEqual(0.995, new TeacherRule(0.99).MomentumAt(0.5), 1e-15);
        Assert.AreEqual(0.7, new TeacherRule(0.7) { FinalMomentum = 0.7 }.MomentumAt(0.3), 1e-15);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Run_TeacherWithBatchNorm_IsInTheModeOfItsRule(bool usesBatchStatistics)
    {
        using var scope = NewDisposeScope();
        using var objective = new TeachingObjective(new TeacherRule(0.9) { UsesBatchStatistics = usesBatchStatistics });
        using var network = TeachingObjective.CreateNetwork(Plain with { Normalization = MlpNormalization.BatchNorm }, Shape, objective);
        var gradient = new BatchGradient(network, objective);
        gradient.Add(Rows(6), null);
        var mean = network.Teacher!.Network.State.Single(entry => entry.Key.EndsWith("running_mean", StringComparison.Ordinal)).Value;
        Assert.AreEqual(usesBatchStatistics, mean.abs().sum().ToDouble() > 0);
        network.Evaluate();
        var still = mean.clone();
        gradient.Evaluate(Rows(6, views: 3), null, progress: 0);
        Assert.IsTrue(still.equal(mean).all().ToBoolean(), "validation moved the teacher's statistics");
    }

    [TestMethod]
    public void Freeze_Stages_HoldForTheTeacherToo()
    {
        using var scope = NewDisposeScope();
        using var objective = new TeachingObjective(new TeacherRule(0.9));
        using var network = TeachingObjective.CreateNetwork(
            new MlpEncoder { HiddenDimensions = [6, 6], EmbeddingDimension = 4, Normalization = MlpNormalization.BatchNorm }, Shape,
            objective);
        network.Freeze(1);
        new BatchGradient(network, objective).Add(Rows(6), null);
        double[] moved = [
            .. network.State.Where(entry => entry.Key.EndsWith("running_mean", StringComparison.Ordinal))
            .Select(entry => entry.Value.abs().sum().ToDouble())];
        Assert.HasCount(4, moved.Take(2).Concat(moved.TakeLast(2)).ToArray());
        var (student, teacher) = (moved[..2], moved[^2..]);
        Assert.IsTrue(student[0] == 0 && student[1] > 0 && teacher[0] == 0 && teacher[1] > 0);
    }

    [TestMethod]
    public void State_OfNetwork_HoldsLossModuleAndTeacher()
    {
        using var scope = NewDisposeScope();
        using var objective = new TeachingObjective(new TeacherRule(0.9));
        using var network = TeachingObjective.CreateNetwork(Plain, Shape, objective);
        var gradient = new BatchGradient(network, objective);
        gradient.EndStep([gradient.Add(Rows(6), null).Batch, gradient.Add(Rows(4), null).Batch]);
        CollectionAssert.AreEqual(new[] { 2 }, objective.StepsOfBatches);
        Assert.AreEqual(10, network.State["loss.seen"].ToInt64());
        var groups = new[] { "encoder", "head", "loss", "teacher" };
        CollectionAssert.AreEqual(groups, network.State.Keys.Select(name => name.Split('.')[0]).Distinct().ToArray());
        Assert.AreEqual(
            network.State.Count(
                entry => entry.Key.StartsWith("encoder", StringComparison.Ordinal)
                    || entry.Key.StartsWith("head", StringComparison.Ordinal)),
            network.State.Count(entry => entry.Key.StartsWith("teacher", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Split_LossModule_IsAGroupOfItsOwn()
    {
        using var scope = NewDisposeScope();
        using var objective = new TeachingObjective();
        using var network = TeachingObjective.CreateNetwork(Plain, Shape, objective);
        var groups = ParameterGroup.Split(
            network.Encoder, network.Head, weightDecay: 0.5, excludeBiasAndNorm: true, lossModule: network.LossModule);
        CollectionAssert.AreEqual(
            new[] { "backbone 0.5", "backbone_no_decay 0", "head 0.5", "head_no_decay 0", "loss 0.5", "loss_no_decay 0" },
            groups.Select(group => FormattableString.Invariant($"{group.Name} {group.WeightDecay}")).ToArray());
        Assert.AreEqual(network.TrainedParameters.Count(), groups.Sum(group => group.Parameters.Count));
    }

    private static Dictionary<string, double[]> Gradients(bool hasTeacher, int? microBatchSize, double weight = 1)
    {
        using var scope = NewDisposeScope();
        using var objective = new TeachingObjective(hasTeacher ? new TeacherRule(0.9) : null);
        using var network = TeachingObjective.CreateNetwork(Plain, Shape, objective);
        new BatchGradient(network, objective, microBatchSize).Add(Rows(40, views: 3), null, weight);
        return network.State.Where(entry => entry.Value.grad is not null)
            .ToDictionary(entry => entry.Key, entry => Views.Batch.Values(entry.Value.grad!));
    }

    private static Dictionary<string, double[]> Values(IReadOnlyDictionary<string, Tensor> state) =>
        state.Where(entry => entry.Value.is_floating_point())
            .ToDictionary(entry => entry.Key, entry => Views.Batch.Values(entry.Value.detach()));

    private static void AreEqual(Dictionary<string, double[]> actual, Func<string, double[]> expected, double tolerance)
    {
        Assert.IsNotEmpty(actual);
        foreach (var (name, values) in actual)
            for (var i = 0; i < values.Length; i++)
                Assert.AreEqual(expected(name)[i], values[i], tolerance, $"{name} at {i}");
    }
}
