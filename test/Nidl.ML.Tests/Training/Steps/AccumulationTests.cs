using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class AccumulationTests
{
    [TestMethod]
    public void Run_Shares_AddUpToTheMeanGradient()
    {
        using var scope = NewDisposeScope();
        using var objective = new SimClrObjective(Tiny.Options);
        var (first, second) = (Gradient(objective, 1, 1), Gradient(objective, 2, 1));
        using var network = Create(objective);
        var gradient = new BatchGradient(network, objective);
        gradient.Add([Views.Batch.Random([6, 5], seed: 1), Views.Batch.Random([6, 5], seed: 11)], null, weight: 0.5);
        gradient.Add([Views.Batch.Random([6, 5], seed: 2), Views.Batch.Random([6, 5], seed: 12)], null, weight: 0.5);
        var sum = Values(network);
        for (var i = 0; i < sum.Length; i++)
            Assert.AreEqual((first[i] + second[i]) / 2, sum[i], 1e-6);
    }

    [TestMethod]
    public void Fit_AccumulateBatches_StepsOnceForThemAndOnceForTheRest()
    {
        var recorder = new StepRecorder();
        // 20 rows in batches of 4: five batches, so three steps an epoch.
        using var transformer = Tiny.Fit(
            new MLContext(1), Tiny.Options with { BatchSize = 4, AccumulateBatches = 2, Callbacks = [recorder] }, rows: 20);
        CollectionAssert.AreEqual(
            new[] { "start", "step 1", "step 2", "step 3", "epoch 1", "step 4", "step 5", "step 6", "epoch 2", "end" }, recorder.Calls);
        Assert.AreEqual(
            (2.0 * recorder.Losses[0] + 2 * recorder.Losses[1] + recorder.Losses[2]) / 5, transformer.History.Epochs[0].Loss, 1e-9);
    }

    [TestMethod]
    public void Fit_MoreBatchesThanAnEpochHas_StepsOnceAnEpoch()
    {
        using var transformer = Tiny.Fit(new MLContext(1), Tiny.Options with { BatchSize = 4, AccumulateBatches = 99 }, rows: 20);
        Assert.AreEqual(2, transformer.History.Epochs[^1].Steps);
    }

    [TestMethod]
    [DataRow(1, null, 50L)]
    [DataRow(2, null, 30L)]
    [DataRow(3, null, 20L)]
    [DataRow(9, null, 10L)]
    [DataRow(2, 7, 7L)]
    [DataRow(2, 99, 30L)]
    public void InAll_Steps_AreThoseOfTheFormula(int accumulate, int? maximum, long expected) =>
        // min(ceil(B / A) E, MaximumSteps) with B = 5 batches and E = 10 epochs.
        Assert.AreEqual(
            expected,
            OptimizerSteps.InAll(Tiny.Options with { NumberOfEpochs = 10, AccumulateBatches = accumulate, MaximumSteps = maximum }, 5));

    [TestMethod]
    public void Fit_Schedule_SeesOptimizerSteps()
    {
        var lengths = new List<TrainingLength>();
        var schedule = new CustomSchedule((_, _, length) => { lengths.Add(length); return 1e-3; });
        Tiny.Fit(
            new MLContext(1), Tiny.Options with { BatchSize = 4, AccumulateBatches = 2, MaximumSteps = 5, Schedule = schedule }, rows: 20)
                .Dispose();
        Assert.HasCount(5, lengths);
        Assert.IsTrue(lengths.All(length => length is { TotalSteps: 5, TotalEpochs: 2 }));
    }

    [TestMethod]
    public void Fit_MaximumStepsOfAWarmup_RiseAndThenDecayOverWhatIsLeft()
    {
        var recorder = new StepRecorder();
        var options = Tiny.Options with { NumberOfEpochs = 1000, MaximumSteps = 20, WarmupEpochs = 2, Callbacks = [recorder] };
        Tiny.Fit(new MLContext(1), options, rows: 32).Dispose(); // 4 steps an epoch
        for (var step = 0; step < 20; step++)
        {
            var expected = step < 8 ? 1e-6 + step * (3e-4 - 1e-6) / 7 : 1.5e-4 * (1 + Math.Cos(Math.PI * (step - 8) / 12));
            Assert.AreEqual(expected, recorder.LearningRates[step], 1e-12, $"step {step}");
        }
    }

    [TestMethod]
    public void Fit_MaximumStepsOfASchedule_ByEpochs_CutItToo()
    {
        LearningRateSchedule[] schedules = [new CosineSchedule(), new WarmupCosineSchedule { Interval = ScheduleInterval.Epoch }];
        foreach (var schedule in schedules)
        {
            var (cut, whole) = (new StepRecorder(), new StepRecorder());
            var options = Tiny.Options with { Schedule = schedule, WarmupEpochs = 1 };
            Tiny.Fit(new MLContext(1), options with { NumberOfEpochs = 1000, MaximumSteps = 18, Callbacks = [cut] }, rows: 32).Dispose();
            Tiny.Fit(new MLContext(1), options with { NumberOfEpochs = 5, Callbacks = [whole] }, rows: 32).Dispose();
            CollectionAssert.AreEqual(whole.LearningRates[..18], cut.LearningRates);
        }
    }

    [TestMethod]
    public void Fit_MaximumSteps_EndsWithinAnEpoch()
    {
        var recorder = new StepRecorder();
        using var transformer = Tiny.Fit(
            new MLContext(1), Tiny.Options with { NumberOfEpochs = 9, MaximumSteps = 4, MinimumEpochs = 5, Callbacks = [recorder] });
        CollectionAssert.AreEqual(new[] { "start", "step 1", "step 2", "step 3", "epoch 1", "step 4", "epoch 2", "end" }, recorder.Calls);
        Assert.HasCount(2, transformer.History.Epochs);
    }

    [TestMethod]
    public void Options_BelowOne_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SimClrOptions { AccumulateBatches = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SimClrOptions { MaximumSteps = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SimClrOptions { MinimumEpochs = -1 });
    }

    private static Network Create(Objective objective) =>
        Network.Create(new MlpEncoder { HiddenDimensions = [7], EmbeddingDimension = 4 }, [5], objective.ProjectionHead, seed: 3, CPU);

    private static float[] Gradient(Objective objective, int seed, double weight)
    {
        using var network = Create(objective);
        new BatchGradient(network, objective).Add(
            [Views.Batch.Random([6, 5], seed: seed), Views.Batch.Random([6, 5], seed: seed + 10)], null, weight);
        return Values(network);
    }

    private static float[] Values(Network network) =>
        [.. network.TrainedParameters.SelectMany(parameter => parameter.grad!.data<float>().ToArray())];
}
