using Microsoft.ML;

namespace Nidl.ML.Tests.Devices;

/// <summary>Whole trainings on the device.</summary>
[TestClass]
[TestCategory(TestDevice.Category)]
public sealed class DeviceTrainingTests
{
    // Convolutions, batch statistics, random layers; views whose numbers are drawn on the CPU, so that they are the same on every device.
    private static readonly SimClrOptions Options = Tiny.Options with
    {
        Encoder = new ConvNet2d { EmbeddingDimension = 8 },
        Augmentations = [
            new RandomResizedCrop2d(), new RandomHorizontalFlip2d(), new ColorJitter { Brightness = 0.4, Contrast = 0.4 },
            new GaussianBlur2d()],
        Device = TestDevice.Name,
    };

    [TestMethod]
    public void Fit_Device_IsWhatTheHistoryNames()
    {
        using var model = Tiny.Fit(new MLContext(1), Options);
        Assert.AreEqual(TestDevice.FullName, model.History.Device);
        Assert.AreEqual(TestDevice.Device.type, model.FrozenNetwork.Device.type);
    }

    [TestMethod]
    public void Fit_NoDeviceAskedFor_TakesTheSame()
    {
        using var model = Tiny.Fit(new MLContext(1), Options with { Device = null });
        Assert.AreEqual(TestDevice.FullName, model.History.Device);
    }

    // The first losses, before rounding has been amplified. The convolutions of some devices round to ten bits.
    [TestMethod]
    public void Fit_FirstSteps_AreThoseOfTheCpu()
    {
        var (onCpu, onDevice) = (new StepRecorder(), new StepRecorder());
        Tiny.Fit(new MLContext(1), Options with { Device = "cpu", Callbacks = [onCpu] }).Dispose();
        Tiny.Fit(new MLContext(1), Options with { Callbacks = [onDevice] }).Dispose();
        Assert.HasCount(6, onDevice.Losses);
        for (var step = 0; step < 3; step++)
            Assert.AreEqual(onCpu.Losses[step], onDevice.Losses[step], 0.01 * onCpu.Losses[step], $"step {step}");
    }

    [TestMethod]
    public void Fit_EveryTrainingOption_GivesFiniteEmbeddings()
    {
        using var model = Tiny.Fit(new MLContext(1), Options with
        {
            Encoder = new ResNet2d { Depth = 18, Width = 4 }, Augmentations = null, MicroBatchSize = 3, AccumulateBatches = 2,
            GradientClipNorm = 1, ValidationFraction = 0.25,
            KeepBestModel = true, Optimizer = new SgdOptions { Momentum = 0.9 },
        });
        Assert.IsTrue(model.History.Epochs.All(epoch => double.IsFinite(epoch.Loss) && double.IsFinite(epoch.ValidationLoss!.Value)));
        Assert.IsTrue(Embeddings.OfNewImages(model).SelectMany(row => row).All(float.IsFinite));
    }

    [TestMethod]
    public void Fit_Table_LearnsFromTheRowsThere()
    {
        using var model = Tiny.FitVectors(VectorView.Random(40, 6), Tiny.Options with
        {
            Encoder = new MlpEncoder { HiddenDimensions = [8], EmbeddingDimension = 4, Normalization = MlpNormalization.BatchNorm,
                Dropout = 0.2 },
            Augmentations = [.. AugmentationPresets.Tabular(), new FeatureMasking(), new Mixup(), new GaussianNoise()],
            Device = TestDevice.Name,
        });
        Assert.IsTrue(Embeddings.Of(model.Transform(VectorView.Random(9, 6, seed: 2))).SelectMany(row => row).All(float.IsFinite));
    }

    [TestMethod]
    public void Fit_Streamed_TrainsThereToo()
    {
        var bytes = 4L * 36 * 8 * 8; // eight batches of eight rows
        using var model = Tiny.Fit(new MLContext(1), Options with { MemoryBudgetBytes = bytes }, rows: 200);
        Assert.AreEqual(TestDevice.FullName, model.History.Device);
        Assert.IsTrue(model.History.Epochs.All(epoch => double.IsFinite(epoch.Loss)));
    }

    [TestMethod]
    public void Fit_MicroBatches_GiveTheLossesOfTheWholeBatch()
    {
        var options = Tiny.Options with { Device = TestDevice.Name, Optimizer = new SgdOptions(), LearningRate = 0.1,
            Augmentations = [new RandomHorizontalFlip2d()] };
        using var whole = Tiny.Fit(new MLContext(1), options);
        using var parts = Tiny.Fit(new MLContext(1), options with { MicroBatchSize = 3 });
        Embeddings.AreClose(Embeddings.OfNewImages(whole), Embeddings.OfNewImages(parts), 1e-4);
    }

    [TestMethod]
    public void Resume_WithinAnEpoch_GivesTheWeightsOfAnUninterruptedRun()
    {
        using var folder = new TemporaryFolder();
        var options = Tiny.Options with
        {
            Device = TestDevice.Name,
            Encoder = new MlpEncoder { HiddenDimensions = [8], EmbeddingDimension = 4, Normalization = MlpNormalization.BatchNorm,
                Dropout = 0.3 },
        };
        var expected = FinalWeights.Of(options);
        var interruption = new StepRecorder { AtStepEnd = state => { if (state.Step == 5) throw new TimeoutException(); } };
        Assert.ThrowsExactly<TimeoutException>(() => FinalWeights.Of(options with
        {
            Checkpoints = new() { Folder = folder.Path, EverySteps = 1 }, Callbacks = [interruption],
        }));
        CollectionAssert.AreEqual(expected, FinalWeights.Of(options with { ResumeFrom = folder.Path }));
    }
}
