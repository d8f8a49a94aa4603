using Microsoft.ML;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Checkpoints;

[TestClass]
public sealed class CheckpointOptionsTests
{
    // 24 rows in batches of 8: three steps an epoch.
    private static readonly SimClrOptions Options = Tiny.Options with { NumberOfEpochs = 4 };

    // The noise, and with it the loss, grows from epoch to epoch; the weights hardly move.
    private static SimClrOptions Rising => Options with { Augmentations = [new RisingNoise()], LearningRate = 1e-5 };

    [TestMethod]
    public void Fit_Defaults_KeepTheLastThreeEpochs()
    {
        using var folder = new TemporaryFolder();
        Fit(new() { Folder = folder.Path });
        CollectionAssert.AreEqual(Steps(6, 9, 12), folder.Names);
    }

    [TestMethod]
    public void Fit_EveryEpochs_SavesThoseAndTheEnd()
    {
        using var folder = new TemporaryFolder();
        Fit(new() { Folder = folder["new"], EveryEpochs = 3, KeepLast = 9 });
        CollectionAssert.AreEqual(Steps(9, 12), Directory.GetFiles(folder["new"]).Select(Path.GetFileName).Order().ToArray());
    }

    [TestMethod]
    public void Fit_EverySteps_CountsOptimizerSteps()
    {
        using var folder = new TemporaryFolder();
        Fit(new() { Folder = folder.Path, EveryEpochs = null, EverySteps = 5, KeepLast = 9 });
        CollectionAssert.AreEqual(Steps(5, 10, 12), folder.Names);
    }

    [TestMethod]
    public void Fit_EveryMinutes_SavesWhenTheyHavePassed()
    {
        using var folder = new TemporaryFolder();
        Fit(new() { Folder = folder.Path, EveryEpochs = null, EveryMinutes = 1e-9, KeepLast = 99 });
        Assert.HasCount(12, folder.Names);
        using var other = new TemporaryFolder();
        Fit(new() { Folder = other.Path, EveryEpochs = null, EveryMinutes = 1000 });
        CollectionAssert.AreEqual(Steps(12), other.Names);
    }

    [TestMethod]
    public void Fit_KeepBest_KeepsTheBestEpoch()
    {
        using var folder = new TemporaryFolder();
        using var transformer = Tiny.Fit(
            new MLContext(1), Rising with { Checkpoints = new() { Folder = folder.Path, KeepLast = 1, KeepBest = true } });
        var expected = transformer.History.Epochs.MinBy(epoch => epoch.Loss)!;
        Assert.IsLessThan(4, expected.Epoch);
        CollectionAssert.AreEqual((string[])["best.checkpoint", .. Steps(12)], folder.Names);
        using var best = CheckpointFile.Read(folder["best.checkpoint"]);
        Assert.AreEqual(expected, best.Manifest.Position.Epochs[^1]);
    }

    [TestMethod]
    public void Fit_KeepBestWithValidation_KeepsTheBestValidatedEpoch()
    {
        using var folder = new TemporaryFolder();
        // The training's loss is lowest before the last epoch, which alone is validated.
        using var transformer = Tiny.Fit(new MLContext(1), Rising with
        {
            ValidationFraction = 0.25, ValidationEveryEpochs = 4, Checkpoints = new() { Folder = folder.Path, KeepBest = true },
        });
        Assert.IsLessThan(4, transformer.History.Epochs.MinBy(epoch => epoch.Loss)!.Epoch);
        using var best = CheckpointFile.Read(folder["best.checkpoint"]);
        Assert.AreEqual(4, best.Manifest.Position.Epochs[^1].Epoch);
    }

    [TestMethod]
    public void Fit_FolderOfAnotherTraining_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Fit(new() { Folder = folder.Path });
        Error.Is<InvalidOperationException>(
            $"Checkpoints need a folder without checkpoints of another training, but '{folder.Path}' has some: "
            + "set ResumeFrom to continue it, choose another folder or delete them.",
            () => Fit(new() { Folder = folder.Path }));
    }

    [TestMethod]
    public void Fit_HalfWrittenFileOfAKilledProcess_IsRemoved()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["step-0000000001.checkpoint.0123456789abcdef.tmp"], "half");
        Fit(new() { Folder = folder.Path, KeepLast = 1 });
        CollectionAssert.AreEqual(Steps(12), folder.Names);
    }

    [TestMethod]
    public void Fit_FileThatCannotBeWritten_WarnsAndGoesOn()
    {
        using var folder = new TemporaryFolder();
        // A folder stands where the first checkpoint is to be.
        Directory.CreateDirectory(Path.Combine(folder.Path, "step-0000000003.checkpoint"));
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        using var transformer = Tiny.Fit(ml, Options with { Checkpoints = new() { Folder = folder.Path, KeepLast = 9 } });
        CollectionAssert.AreEqual(Steps(6, 9, 12), folder.Names);
        Assert.Contains(
            $"The checkpoint '{folder["step-0000000003.checkpoint"]}' could not be written, the training goes on: ", log.Warnings.Last());
    }

    [TestMethod]
    public void Fit_Canceled_SavesTheLastStepAndNamesIt()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        var options = Options with
        {
            CancellationToken = source.Token,
            Callbacks = [new StepRecorder { AtStepEnd = state => { if (state.Step == 5) source.Cancel(); } }],
        };
        var canceled = Assert.ThrowsExactly<TrainingCanceledException>(() => Fit(new() { Folder = folder.Path }, options));
        canceled.PartialTransformer.Dispose();
        Assert.AreEqual(folder["step-0000000005.checkpoint"], canceled.LastCheckpoint);
        CollectionAssert.AreEqual(FinalWeights.Of(Options), FinalWeights.Of(Options with { ResumeFrom = canceled.LastCheckpoint }));
    }

    [TestMethod]
    public void Fit_LossThatIsNotFinite_NamesTheLastCheckpoint()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Augmentations = [new PoisonAfter { Steps = 4 }, new GaussianNoise()] };
        var failure = Assert.ThrowsExactly<TrainingFailedException>(() => Fit(new() { Folder = folder.Path }, options));
        Assert.AreEqual(folder["step-0000000003.checkpoint"], failure.LastCheckpoint);
        Assert.EndsWith($"; the last checkpoint is '{failure.LastCheckpoint}'.", failure.Message);
    }

    [TestMethod]
    public void Fit_WeightsThatAreNotFinite_FailAndAreNotSaved()
    {
        using var folder = new TemporaryFolder();
        // Each update but the last leaves finite weights, so that every loss is finite.
        var options = Options with { Optimizer = new CustomOptimizer((groups, rate) => new PoisonAtStep(groups, rate) { Step = 12 }) };
        var failure = Assert.ThrowsExactly<TrainingFailedException>(() => Fit(new() { Folder = folder.Path, EverySteps = 1 }, options));
        Assert.AreEqual((4, 12L, folder["step-0000000011.checkpoint"]), (failure.Epoch, failure.Step, failure.LastCheckpoint));
        Assert.StartsWith(
            "Training needs finite weights, but some are NaN or infinite after step 12 of epoch 4 with learning rate ", failure.Message);
        CollectionAssert.AreEqual(Steps(9, 10, 11), folder.Names);
    }

    [TestMethod]
    public void Fit_WeightsThatAreNotFinite_WithinAnEpoch_AreNotSaved()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Optimizer = new CustomOptimizer((groups, rate) => new PoisonAtStep(groups, rate) { Step = 5 }) };
        var failure = Assert.ThrowsExactly<TrainingFailedException>(() => Fit(new() { Folder = folder.Path, EverySteps = 1 }, options));
        Assert.AreEqual((6L, folder["step-0000000004.checkpoint"]), (failure.Step, failure.LastCheckpoint));
        CollectionAssert.AreEqual(Steps(2, 3, 4), folder.Names);
    }

    [TestMethod]
    public void Fit_OptimizerThatCannotSaveItsState_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var options = Options with { Optimizer = new CustomOptimizer((groups, rate) => new PlainDescent(groups, rate)) };
        Error.Is<ArgumentException>(
            "Checkpoints need an optimizer that can save its state, an OptimizerHelper, but PlainDescent cannot. (Parameter 'Optimizer')",
            () => Fit(new() { Folder = folder.Path }, options));
        Assert.IsEmpty(folder.Names);
        // Without checkpoints it trains.
        CollectionAssert.AreNotEqual(FinalWeights.Of(Options with { NumberOfEpochs = 0 }), FinalWeights.Of(options));
    }

    [TestMethod]
    public void Options_ValuesOutOfRange_AreRefused()
    {
        Error.Is<ArgumentException>("Folder must not be empty. (Parameter 'Folder')", () => new CheckpointOptions { Folder = "" });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CheckpointOptions { Folder = "x", EveryEpochs = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CheckpointOptions { Folder = "x", EverySteps = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CheckpointOptions { Folder = "x", EveryMinutes = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CheckpointOptions { Folder = "x", KeepLast = 0 });
    }

    private static void Fit(CheckpointOptions checkpoints, SimClrOptions? options = null) =>
        Tiny.Fit(new MLContext(1), (options ?? Options) with { Checkpoints = checkpoints }).Dispose();

    private static string[] Steps(params int[] steps) =>
        [.. steps.Select(step => FormattableString.Invariant($"step-{step:D10}.checkpoint"))];

    /// <summary>Torch's SGD, whose update of one step makes the weights NaN.</summary>
    private sealed class PoisonAtStep(IReadOnlyList<ParameterGroup> groups, double learningRate)
        : SGD(groups.SelectMany(group => group.Parameters), learningRate)
    {
        private int _steps;

        public int Step { get; init; }

        public override Tensor? step(Func<Tensor>? closure = null)
        {
            var result = base.step(closure);
            using var noGradient = no_grad();
            if (++_steps == Step)
                foreach (var weight in parameters())
                    weight.mul_(float.NaN);
            return result;
        }
    }
}
