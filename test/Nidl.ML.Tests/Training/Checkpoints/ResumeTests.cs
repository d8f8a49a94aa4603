using Microsoft.ML;

namespace Nidl.ML.Tests.Checkpoints;

[TestClass]
public sealed class ResumeTests
{
    // Batch statistics and random layers: what a careless resume gets wrong.
    private static readonly SimClrOptions Options = Tiny.Options with
    {
        Encoder =
            new MlpEncoder { HiddenDimensions = [8, 8], EmbeddingDimension = 4, Normalization = MlpNormalization.BatchNorm, Dropout = 0.3 },
        NumberOfEpochs = 4,
        LearningRate = 0.01,
    };

    private static readonly Dictionary<string, OptimizerOptions> Optimizers = new()
    {
        ["AdamW"] = new AdamWOptions(),
        ["Adam"] = new AdamOptions(),
        ["Sgd"] = new SgdOptions { Momentum = 0.9, Nesterov = true },
        ["Custom"] = new CustomOptimizer((groups, rate) => new AdamOptions().Create(groups, rate)),
    };

    [TestMethod]
    [DataRow("AdamW", 3)]
    [DataRow("AdamW", 5)]
    [DataRow("Adam", 3)]
    [DataRow("Adam", 4)]
    [DataRow("Sgd", 6)]
    [DataRow("Sgd", 7)]
    [DataRow("Custom", 5)]
    public void Resume_AtAnEpochsEndOrWithin_GivesTheWeightsOfAnUninterruptedRun(string optimizer, int interruptedAt)
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Optimizer = Optimizers[optimizer] };
        var expected = FinalWeights.Of(options);
        Interrupt(options, folder, interruptedAt);
        var resumed = FinalWeights.Of(options with { ResumeFrom = folder.Path });
        CollectionAssert.AreEqual(expected, resumed);
    }

    [TestMethod]
    public void Resume_WithAccumulationMicroBatchesAndValidation_GivesTheWeightsOfAnUninterruptedRun()
    {
        using var folder = new TemporaryFolder();
        var options =
            Options with { BatchSize = 6, AccumulateBatches = 2, MicroBatchSize = 2, ValidationFraction = 0.25, KeepBestModel = true };
        var expected = FinalWeights.Of(options);
        Interrupt(options, folder, interruptedAt: 5);
        CollectionAssert.AreEqual(expected, FinalWeights.Of(options with { ResumeFrom = folder.Path }));
    }

    [TestMethod]
    [DataRow(Precision.BFloat16)]
    [DataRow(Precision.Auto)]
    public void Resume_OfBFloat16_GoesOnWithItAndGivesTheWeightsOfAnUninterruptedRun(Precision asked)
    {
        using var folder = new TemporaryFolder();
        var options = Options with
        {
            Encoder = new ConvNet2d { HiddenChannels = [8], EmbeddingDimension = 4, Strides = [1, 2] }, Precision = Precision.BFloat16,
            MicroBatchSize = 4,
        };
        var expected = FinalWeights.Of(options);
        Interrupt(options, folder, interruptedAt: 5);
        CollectionAssert.AreEqual(expected, FinalWeights.Of(options with { Precision = asked, ResumeFrom = folder.Path }));
    }

    [TestMethod]
    public void Resume_OtherPrecision_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Interrupt(Options with { Precision = Precision.BFloat16 }, folder, interruptedAt: 5);
        var refusal = Assert.ThrowsExactly<CheckpointMismatchException>(() => FinalWeights.Of(Options with { ResumeFrom = folder.Path }));
        CollectionAssert.AreEqual(
            new[] { "Precision is \"BFloat16\" in the checkpoint and \"Float32\" here" }, refusal.Differences.ToArray());
    }

    [TestMethod]
    [DataRow("batch-norm.pt", null)]
    [DataRow("batch-norm.pt", 2)]
    [DataRow("dropout.pt", null)]
    [DataRow("dropout.pt", 2)]
    public void Resume_TorchScript_GivesTheWeightsOfAnUninterruptedRun(string file, int? microBatch)
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Encoder = TorchScriptEncoder.FromFile(TorchScripts.PathOf(file)), MicroBatchSize = microBatch };
        var expected = FinalWeights.Of(options);
        Interrupt(options, folder, interruptedAt: 5);
        CollectionAssert.AreEqual(expected, FinalWeights.Of(options with { ResumeFrom = folder.Path }));
    }

    [TestMethod]
    public void Resume_History_IsThatOfAnUninterruptedRun()
    {
        using var folder = new TemporaryFolder();
        using var whole = Tiny.Fit(new MLContext(1), Options);
        Interrupt(Options, folder, interruptedAt: 5);
        using var resumed = Tiny.Fit(new MLContext(1), Options with { ResumeFrom = folder.Path });
        CollectionAssert.AreEqual(whole.History.Epochs.Select(Essence).ToArray(), resumed.History.Epochs.Select(Essence).ToArray());
    }

    [TestMethod]
    public void Resume_SeedNull_TakesTheCheckpoints()
    {
        using var folder = new TemporaryFolder();
        var expected = FinalWeights.Of(Options with { Seed = 77 });
        Interrupt(Options with { Seed = 77 }, folder, interruptedAt: 4);
        CollectionAssert.AreEqual(expected, FinalWeights.Of(Options with { Seed = null, ResumeFrom = folder.Path }));
    }

    [TestMethod]
    public void Resume_FinishedRun_GivesItsWeightsAtOnce()
    {
        using var folder = new TemporaryFolder();
        var expected = FinalWeights.Of(Options with { Checkpoints = new() { Folder = folder.Path } });
        var recorder = new StepRecorder();
        CollectionAssert.AreEqual(expected, FinalWeights.Of(Options with { ResumeFrom = folder.Path, Callbacks = [recorder] }));
        CollectionAssert.AreEqual(new[] { "start", "end" }, recorder.Calls);
    }

    [TestMethod]
    public void Resume_MoreEpochs_FollowsTheLongerSchedule()
    {
        using var folder = new TemporaryFolder();
        var longer = Options with { NumberOfEpochs = 6 };
        var rates = new StepRecorder();
        _ = FinalWeights.Of(longer with { Callbacks = [rates] });
        _ = FinalWeights.Of(Options with { Checkpoints = new() { Folder = folder.Path } });
        var resumed = new StepRecorder();
        _ = FinalWeights.Of(longer with { ResumeFrom = folder.Path, Callbacks = [resumed] });
        CollectionAssert.AreEqual(rates.LearningRates.Skip(12).ToArray(), resumed.LearningRates);
    }

    [TestMethod]
    public void Resume_MaximumStepsReachedWithinAnEpoch_GoesOnWithinIt()
    {
        using var folder = new TemporaryFolder();
        var schedule = new ConstantSchedule();
        var options = Options with { Schedule = schedule, MaximumSteps = 5 };
        _ = FinalWeights.Of(options with { Checkpoints = new() { Folder = folder.Path } });
        var expected = FinalWeights.Of(options with { MaximumSteps = null });
        CollectionAssert.AreEqual(expected, FinalWeights.Of(options with { MaximumSteps = null, ResumeFrom = folder.Path }));
    }

    [TestMethod]
    public void Resume_KeepBestModel_RestoresABestOfBeforeTheInterruption()
    {
        using var folder = new TemporaryFolder();
        // The weights hardly move, so that the draws decide which epoch is the best: not the last.
        var options = Options with { NumberOfEpochs = 8, LearningRate = 1e-5 };
        using var last = Tiny.Fit(new MLContext(1), options);
        var best = last.History.Epochs.MinBy(epoch => epoch.Loss)!.Epoch;
        Assert.IsLessThan(8, best);
        var kept = options with { KeepBestModel = true };
        var expected = FinalWeights.Of(kept);
        CollectionAssert.AreNotEqual(FinalWeights.Of(last), expected);
        Interrupt(kept, folder, interruptedAt: 22);
        CollectionAssert.AreEqual(expected, FinalWeights.Of(kept with { ResumeFrom = folder.Path }));
    }

    [TestMethod]
    public void Resume_EarlyStopping_StopsAtTheSameEpoch()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { NumberOfEpochs = 9, EarlyStopping = new() { Patience = 3, MinimumDelta = 100 } };
        using var whole = Tiny.Fit(new MLContext(1), options);
        Assert.HasCount(4, whole.History.Epochs);
        Interrupt(options, folder, interruptedAt: 8);
        using var resumed = Tiny.Fit(new MLContext(1), options with { ResumeFrom = folder.Path });
        Assert.HasCount(4, resumed.History.Epochs);
    }

    [TestMethod]
    public void Resume_RunThatEarlyStoppingHasEnded_TrainsNoFurther()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { NumberOfEpochs = 9, EarlyStopping = new() { Patience = 3, MinimumDelta = 100 },
            Checkpoints = new() { Folder = folder.Path } };
        var stopped = FinalWeights.Of(options);
        var recorder = new StepRecorder();
        CollectionAssert.AreEqual(stopped, FinalWeights.Of(options with { ResumeFrom = folder.Path, Callbacks = [recorder] }));
        CollectionAssert.AreEqual(new[] { "start", "end" }, recorder.Calls);
    }

    [TestMethod]
    public void Resume_OtherTraining_IsRefusedWithAllDifferences()
    {
        using var folder = new TemporaryFolder();
        Interrupt(Options, folder, interruptedAt: 5);
        var other = Options with
        {
            ResumeFrom = folder["step-0000000005.checkpoint"],
            BatchSize = 12,
            Optimizer = new AdamWOptions { Beta1 = 0.8 },
            Seed = 2,
            Temperature = 0.2,
            NumberOfEpochs = 3,
            Encoder = new MlpEncoder { HiddenDimensions = [8, 9], EmbeddingDimension = 4, Normalization = MlpNormalization.BatchNorm,
                Dropout = 0.3 },
            Callbacks = [new StepRecorder()],
            Embedding = new() { CacheBytes = 5 },
        };
        var refusal = Assert.ThrowsExactly<CheckpointMismatchException>(() => FinalWeights.Of(other, rows: 30));
        Assert.AreEqual(folder["step-0000000005.checkpoint"], refusal.Path);
        CollectionAssert.AreEquivalent(
            new[]
            {
                "BatchSize is 8 in the checkpoint and 12 here", "Optimizer.Beta1 is 0.9 in the checkpoint and 0.8 here",
                "Seed is 1 in the checkpoint and 2 here",
                "Temperature is 0.1 in the checkpoint and 0.2 here", "NumberOfEpochs is 4 in the checkpoint and 3 here",
                "Encoder.hiddenDimensions is [8,8] in the checkpoint and [8,9] here",
                refusal.Differences.Single(difference => difference.StartsWith("Data is \"24 rows ", StringComparison.Ordinal)),
            },
            refusal.Differences.ToArray());
        foreach (var difference in refusal.Differences)
            Assert.Contains(difference, refusal.Message);
    }

    [TestMethod]
    public void Resume_OtherMethod_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Interrupt(Options, folder, interruptedAt: 5);
        var ml = new MLContext(1);
        var barlow = ml.SelfSupervised.BarlowTwins("Embedding", "Image", new BarlowTwinsOptions
        {
            Encoder = Options.Encoder, Augmentations = Options.Augmentations, Seed = 1, Device = "cpu", ResumeFrom = folder.Path,
            ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4,
        });
        var refusal = Assert.ThrowsExactly<CheckpointMismatchException>(() => barlow.Fit(Images.View(ml, 24)));
        CollectionAssert.Contains(refusal.Differences.ToArray(), "Method is \"SimCLR\" in the checkpoint and \"Barlow Twins\" here");
    }

    /// <summary>Trains with a checkpoint at every step and cuts the training off, without an end, at a step.</summary>
    private static void Interrupt(SimClrOptions options, TemporaryFolder folder, int interruptedAt)
    {
        var interruption = new StepRecorder { AtStepEnd = state => { if (state.Step == interruptedAt + 1) throw new TimeoutException(); } };
        Assert.ThrowsExactly<TimeoutException>(() => FinalWeights.Of(options with
        {
            Checkpoints = new() { Folder = folder.Path, EverySteps = 1 }, Callbacks = [interruption],
        }));
        Assert.AreEqual(FormattableString.Invariant($"step-{interruptedAt:D10}.checkpoint"), folder.Names[^1]);
    }

    private static (int, long, double, double, double?) Essence(EpochResult epoch) =>
        (epoch.Epoch, epoch.Steps, epoch.Loss, epoch.LearningRate, epoch.ValidationLoss);
}
