using Microsoft.ML;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class TrainingOptionsTests
{
    [TestMethod]
    public void Options_Defaults_AreThoseDocumented()
    {
        var options = new SimClrOptions();
        Assert.IsNull(options.Encoder);
        Assert.IsNull(options.InputShape);
        Assert.IsNull(options.Augmentations);
        Assert.IsNull(options.SecondViewAugmentations);
        Assert.AreEqual((100, 256, false), (options.NumberOfEpochs, options.BatchSize, options.DropLast));
        Assert.AreEqual(new AdamWOptions(), options.Optimizer);
        Assert.AreEqual((3e-4, 5e-4, true), (options.LearningRate, options.WeightDecay, options.ExcludeBiasAndNormFromWeightDecay));
        Assert.AreEqual(new WarmupCosineSchedule(), options.Schedule);
        Assert.AreEqual((1e-6, 0.0, ScheduleInterval.Step), Settings((WarmupCosineSchedule)options.Schedule));
        Assert.IsNull(options.WarmupEpochs);
        Assert.IsNull(options.Seed);
        Assert.IsNull(options.Device);
        Assert.AreEqual(new EmbeddingOptions(), options.Embedding);
        Assert.IsEmpty(options.Callbacks);
        Assert.AreEqual(CancellationToken.None, options.CancellationToken);
    }

    [TestMethod]
    public void Options_ValuesOutOfRange_AreRefused()
    {
        Refused("NumberOfEpochs must be at least 0, but '-1' was given.", () => new SimClrOptions { NumberOfEpochs = -1 });
        Refused("BatchSize must be at least 2, but '1' was given.", () => new SimClrOptions { BatchSize = 1 });
        Refused("LearningRate must be positive and finite, but '0' was given.", () => new SimClrOptions { LearningRate = 0 });
        Refused("LearningRate must be positive and finite, but 'NaN' was given.", () => new SimClrOptions { LearningRate = double.NaN });
        Refused("WeightDecay must be at least 0 and finite, but '-0.5' was given.", () => new SimClrOptions { WeightDecay = -0.5 });
        Refused(
            "WeightDecay must be at least 0 and finite, but 'Infinity' was given.",
            () => new SimClrOptions { WeightDecay = double.PositiveInfinity });
        Refused("WarmupEpochs must be at least 0, but '-1' was given.", () => new SimClrOptions { WarmupEpochs = -1 });
        Refused("NumberOfEpochs must be at least 0, but '-2' was given.", () => new SimClrOptions() with { NumberOfEpochs = -2 });
    }

    [TestMethod]
    public void Options_Null_IsRefused()
    {
        Assert.AreEqual("Embedding", Assert.ThrowsExactly<ArgumentNullException>(() => new SimClrOptions { Embedding = null! }).ParamName);
        Assert.AreEqual("Optimizer", Assert.ThrowsExactly<ArgumentNullException>(() => new SimClrOptions { Optimizer = null! }).ParamName);
        Assert.AreEqual("Schedule", Assert.ThrowsExactly<ArgumentNullException>(() => new SimClrOptions { Schedule = null! }).ParamName);
        Assert.AreEqual("Callbacks", Assert.ThrowsExactly<ArgumentNullException>(() => new SimClrOptions { Callbacks = null! }).ParamName);
        Assert.AreEqual("Factory", Assert.ThrowsExactly<ArgumentNullException>(() => new CustomOptimizer(null!)).ParamName);
        Assert.AreEqual("Function", Assert.ThrowsExactly<ArgumentNullException>(() => new CustomSchedule(null!)).ParamName);
        Assert.AreEqual(
            "Function",
            Assert.ThrowsExactly<ArgumentNullException>(() => new CustomSchedule((_, _, _) => 1) with { Function = null! }).ParamName);
    }

    [TestMethod]
    public void Options_NullAmongTheEntries_IsRefused()
    {
        Error.Is<ArgumentNullException>(
            "Callbacks must have no null entry, but the one at index 1 is null. (Parameter 'Callbacks')",
            () => _ = new SimClrOptions { Callbacks = [new CollapseMonitor(), null!] });
        Error.Is<ArgumentNullException>(
            "Augmentations must have no null entry, but the one at index 0 is null. (Parameter 'Augmentations')",
            () => _ = new SimClrOptions { Augmentations = [null!] });
        Error.Is<ArgumentNullException>(
            "SecondViewAugmentations must have no null entry, but the one at index 0 is null. (Parameter 'SecondViewAugmentations')",
            () => _ = new SimClrOptions { SecondViewAugmentations = [null!] });
        Error.Is<ArgumentNullException>(
            "Accuracies must have no null entry, but the one at index 0 is null. (Parameter 'Accuracies')",
            () => _ = new ReportOptions { Accuracies = [null!] });
    }

    [TestMethod]
    public void Options_ValuesThatNoEnumerationHas_AreRefused()
    {
        Refused(
            "Interval must be one of Step, Epoch, but '5' was given.", () => new WarmupCosineSchedule { Interval = (ScheduleInterval)5 });
        Refused("Metric must be one of Loss, ValidationLoss, but '9' was given.", () => new EarlyStopping { Metric = (TrainingMetric)9 });
        Refused(
            "Task must be one of BinaryClassification, MulticlassClassification, Regression, but '9' was given.",
            () => new ProbeOptions { Task = (ProbeTask)9 });
        Assert.AreEqual(
            "Metric", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ProbeOptions { Metric = (ProbeMetric)99 }).ParamName);
    }

    [TestMethod]
    public void Options_SmallestValues_AreTaken()
    {
        var options = new SimClrOptions { NumberOfEpochs = 0, BatchSize = 2, WeightDecay = 0, WarmupEpochs = 0 };
        Assert.AreEqual((0, 2, 0.0, 0), (options.NumberOfEpochs, options.BatchSize, options.WeightDecay, options.WarmupEpochs!.Value));
    }

    [TestMethod]
    public void Options_WithEqualValues_AreEqual()
    {
        Assert.AreEqual(new SimClrOptions(), new SimClrOptions());
        Assert.AreEqual(
            new SimClrOptions { Encoder = new MlpEncoder { HiddenDimensions = [3] }, InputShape = [1, 2],
                Optimizer = new SgdOptions { Momentum = 0.5 } },
            new SimClrOptions { Encoder = new MlpEncoder { HiddenDimensions = [3] }, InputShape = [1, 2],
                Optimizer = new SgdOptions { Momentum = 0.5 } });
        Assert.AreNotEqual(new SimClrOptions(), new SimClrOptions { Seed = 1 });
    }

    [TestMethod]
    public void Options_WithEqualLists_AreEqual()
    {
        var callback = new CollapseMonitor();
        SimClrOptions Create(double sigma) => new()
        {
            Augmentations = [new RandomHorizontalFlip2d(), new GaussianNoise { StandardDeviation = sigma }],
            SecondViewAugmentations = new List<Augmentation> { new GaussianNoise { StandardDeviation = sigma } },
            Callbacks = [callback],
        };
        Assert.AreEqual(Create(0.1), Create(0.1));
        Assert.AreEqual(Create(0.1).GetHashCode(), Create(0.1).GetHashCode());
        Assert.AreNotEqual(Create(0.1), Create(0.2));
        Assert.AreNotEqual(Create(0.1), Create(0.1) with { Augmentations = null });
        Assert.AreNotEqual(Create(0.1), Create(0.1) with { Callbacks = [new CollapseMonitor()] });
        Assert.AreEqual(new SimClrOptions(), new SimClrOptions { Callbacks = [] });
        StringAssert.Contains(Create(0.1).ToString(), "Augmentations = [RandomHorizontalFlip2d { ");
    }

    [TestMethod]
    public void Options_Lists_AreCopied()
    {
        List<Augmentation> given = [new GaussianNoise()];
        var options = new SimClrOptions { Augmentations = given };
        given.Add(new GaussianNoise());
        Assert.HasCount(1, options.Augmentations);
        Assert.AreSame(given[0], options.Augmentations[0]);
    }

    [TestMethod]
    public void Options_With_ChangesTheCopyAlone()
    {
        var options = new SimClrOptions { Seed = 1 };
        var other = options with { Seed = 2 };
        Assert.AreEqual((1, 2), (options.Seed, other.Seed));
        Assert.AreEqual(options, other with { Seed = 1 });
    }

    [TestMethod]
    public void Fit_Options_AreUnchanged()
    {
        var options = Tiny.Options with { Encoder = null, Augmentations = null, WarmupEpochs = null };
        var before = options with { };
        using var transformer = Tiny.Fit(new MLContext(1), options);
        Assert.AreEqual(before, options);
    }

    private static (double Start, double Minimum, ScheduleInterval Interval) Settings(WarmupCosineSchedule schedule) =>
        (schedule.StartLearningRate, schedule.MinimumLearningRate, schedule.Interval);

    private static void Refused(string message, Func<object> create) =>
        Error.Is<ArgumentOutOfRangeException>($"{message} (Parameter '{message[..message.IndexOf(' ')]}')", () => create());
}
