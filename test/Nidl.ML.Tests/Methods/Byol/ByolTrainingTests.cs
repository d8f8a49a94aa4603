using Microsoft.ML;

namespace Nidl.ML.Tests.Byol;

[TestClass]
public sealed class ByolTrainingTests
{
    private static readonly ByolOptions Options = new()
    {
        Encoder = Tiny.Options.Encoder, Augmentations = Tiny.Options.Augmentations, NumberOfEpochs = 2, BatchSize = 8, WarmupEpochs = 0,
        Seed = 1, Device = "cpu",
        ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4, PredictorHiddenDimension = 8, LearningRate = 0.01, Momentum = 0.9,
    };

    [TestMethod]
    public void Fit_Momentum_ChangesWhatIsLearnt() =>
        CollectionAssert.AreNotEqual(Weights(Options), Weights(Options with { Momentum = 0.1 }));

    [TestMethod]
    public void Fit_Checkpoints_HoldPredictorAndTeacher()
    {
        using var folder = new TemporaryFolder();
        Weights(Options with { Checkpoints = new() { Folder = folder.Path } });
        using var checkpoint = CheckpointFile.Read(Directory.GetFiles(folder.Path, "*.checkpoint").Max(StringComparer.Ordinal)!);
        using var objective = new ByolObjective(Options);
        using var network = Network.Create(
            Options.Encoder!, [1, 6, 6], objective.ProjectionHead, seed: 9, TorchSharp.torch.CPU, objective.CreateLossModule);
        using var keepers = new BestKeepers(Options, TrainingMetric.Loss, network);
        // Without a teacher to receive it, the checkpoint's is unexpected: it is there.
        var refusal = Assert.ThrowsExactly<ModelFormatException>(() => checkpoint.Restore(network, null!, keepers));
        Assert.Contains("'teacher.encoder.", refusal.Message);
        Assert.DoesNotContain("'loss.", refusal.Message);
    }

    [TestMethod]
    public void Fit_AccumulationAndValidation_ResumeBitEqual()
    {
        using var folder = new TemporaryFolder();
        var options =
            Options with { NumberOfEpochs = 4, BatchSize = 6, AccumulateBatches = 2, ValidationFraction = 0.25, KeepBestModel = true };
        var expected = Weights(options);
        var interruption = new StepRecorder { AtStepEnd = state => { if (state.Step == 6) throw new TimeoutException(); } };
        Assert.ThrowsExactly<TimeoutException>(() => Weights(options with
        {
            Checkpoints = new() { Folder = folder.Path, EverySteps = 1 }, Callbacks = [interruption],
        }));
        CollectionAssert.AreEqual(expected, Weights(options with { ResumeFrom = folder.Path }));
    }

    private static string[] Weights(ByolOptions options)
    {
        var ml = new MLContext(1);
        using var transformer = ml.SelfSupervised.Byol("Embedding", "Image", options).Fit(Images.View(ml, 24));
        return FinalWeights.Of(transformer);
    }
}
