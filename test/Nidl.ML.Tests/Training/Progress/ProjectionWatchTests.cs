using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class ProjectionWatchTests
{
    private const string Method = "SimCLR";

    [TestMethod]
    [DataRow(Method, 6.2364)] // ln(511)
    [DataRow("DCL", 6.2344)] // ln(510)
    [DataRow("SupCon", 6.2364)]
    [DataRow("y-Aware", 12.4728)] // 2 ln(511)
    public void ChanceLoss_Of256Rows_IsTheLossOfEqualProjections(string method, double expected)
    {
        using var scope = NewDisposeScope();
        using var objective = Create(method);
        var z = ones(256, 4);
        using var labels = arange(256, ScalarType.Float64).unsqueeze(1).mul(1e6);
        objective.Fit(labels);
        var loss = objective.Loss(new BatchContext([z, z], [], method is "SupCon" or "y-Aware" ? labels : null, 0)).ToDouble();
        Assert.AreEqual(expected, loss, 1e-3);
        Assert.AreEqual(loss, objective.ChanceLoss(256)!.Value, 1e-4);
    }

    [TestMethod]
    public void OnStepEnd_SpreadProjections_SayRankSpreadAndChance()
    {
        using var scope = NewDisposeScope();
        var log = Watch(eye(4), eye(4).neg());
        Assert.AreEqual(
            "epoch 2: effective rank of the projections 4.0 of 4, spread 1.000; loss 1.2500, by chance 1.9459 "
            + "(a lower loss is no better embedding where augmentations, temperature or batch size differ)",
            log.Infos.Single());
        Assert.IsEmpty(log.Warnings);
    }

    [TestMethod]
    public void OnStepEnd_OnePoint_WarnsOfACollapse()
    {
        using var scope = NewDisposeScope();
        var log = Watch(ones(8, 4), ones(8, 4));
        Assert.AreEqual(
            "The projections of SimCLR are about one point after epoch 2: their spread is 0.000, and should be above 0.1 "
            + "(1 is the whole sphere); try another LearningRate, larger batches or other augmentations.",
            log.Warnings.Single());
    }

    [TestMethod]
    public void OnStepEnd_TwoDirections_WarnsOfALowRank()
    {
        using var scope = NewDisposeScope();
        var z = eye(2).repeat(8, 16);
        var log = Watch(z, z.neg());
        Assert.StartsWith(
            "The projections of SimCLR use few directions after epoch 2: their effective rank is 2.0, and should be above 3; ",
            log.Warnings.Single());
    }

    [TestMethod]
    public void OnStepEnd_TwoClassesOfSupCon_AreNoCollapse()
    {
        using var scope = NewDisposeScope();
        var z = eye(2).repeat(8, 16);
        Assert.IsEmpty(Watch(z, z, "SupCon").Warnings);
    }

    [TestMethod]
    public void OnStepEnd_FewRows_DoNotWarnOfALowRank()
    {
        using var scope = NewDisposeScope();
        var z = eye(2).repeat(1, 16);
        Assert.IsEmpty(Watch(z, z.neg()).Warnings);
    }

    [TestMethod]
    public void OnStepEnd_LowRankThenOnePoint_WarnsOfBoth()
    {
        using var scope = NewDisposeScope();
        var z = eye(2).repeat(8, 16);
        var log = Watch(z, z.neg(), then: ones(16, 32));
        Assert.HasCount(2, log.Warnings);
        Assert.Contains("use few directions after epoch 2", log.Warnings[0]);
        Assert.Contains("are about one point after epoch 4", log.Warnings[1]);
    }

    [TestMethod]
    public void OnStepEnd_ProjectionThatIsNotFinite_SaysNothing()
    {
        using var scope = NewDisposeScope();
        var log = Watch(eye(4), full(4, 4, double.NaN, ScalarType.Float32));
        Assert.IsEmpty(log.Infos);
        Assert.IsEmpty(log.Warnings);
    }

    [TestMethod]
    public void OnStepEnd_WarmUp_IsNotJudged()
    {
        using var scope = NewDisposeScope();
        Assert.IsEmpty(Watch(ones(8, 4), ones(8, 4), warmupEpochs: 3).Warnings);
    }

    [TestMethod]
    public void OnStepEnd_StepOfSeveralBatches_HasNoLossByChance()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(
            "epoch 2: effective rank of the projections 4.0 of 4, spread 1.000",
            Watch(eye(4), eye(4).neg(), accumulateBatches: 2).Infos.Single());
    }

    [TestMethod]
    public void Fit_TenEpochsOf30Steps_LooksAfterTheFourthEighthAndLast()
    {
        // The second ends before step 100.
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        Tiny.Fit(ml, Tiny.Options with { NumberOfEpochs = 10 }, rows: 240).Dispose();
        var looks = log.Infos.Where(line => line.Contains("effective rank", StringComparison.Ordinal));
        string[] epochs = [.. looks.Select(line => line.Split(':')[0])];
        CollectionAssert.AreEqual(new[] { "epoch 4", "epoch 8", "epoch 10" }, epochs);
    }

    [TestMethod]
    public void Fit_LearningRateThatTeachesNothing_WarnsOnce()
    {
        // Projections of fresh weights are close to one another.
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        Tiny.Fit(ml, Tiny.Options with { NumberOfEpochs = 10, LearningRate = 1e-9 }, rows: 240).Dispose();
        Assert.StartsWith("The projections of SimCLR are about one point after epoch 4: ", log.Warnings.Single());
    }

    private static LogLines Watch(
        Tensor z1, Tensor z2, string method = Method, double warmupEpochs = 1, int accumulateBatches = 1,
        Tensor? then = null)
    {
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        using var channel = ((IHostEnvironment)ml).Register(Method).Start("Training");
        using var objective = Create(method);
        var state = new TrainingState(4, 100, new TrainingLog(channel)) { Loss = 1.25 };
        using var labels = method == Method ? null : zeros(z1.shape[0], 1);
        state.Show(new BatchContext([z1, z2], [], labels, 0));
        var watch = new ProjectionWatch(objective, new TrainingLength(1e-3, 400, 4, warmupEpochs), accumulateBatches);
        (state.Step, state.Epoch) = (100, 1);
        watch.OnStepEnd(state);
        (state.Step, state.Epoch) = (200, 2);
        watch.OnStepEnd(state);
        if (then is null)
            return log;
        state.Show(new BatchContext([then, then], [], labels, 0));
        (state.Step, state.Epoch) = (400, 4);
        watch.OnStepEnd(state);
        return log;
    }

    private static Objective Create(string method) => method switch
    {
        Method => new SimClrObjective(new SimClrOptions()),
        "DCL" => new DclObjective(new DclOptions()),
        "SupCon" => new SupConObjective(new SupConOptions()),
        _ => new YAwareObjective(new YAwareOptions { AuxiliaryColumnNames = ["Age"] }),
    };
}
