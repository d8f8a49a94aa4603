using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class WarmupTests
{
    [TestMethod]
    public void Resolve_LongRun_TakesTenEpochs()
    {
        var (length, warnings) = Resolve(new SimClrOptions { NumberOfEpochs = 11 });
        Assert.AreEqual(new TrainingLength(3e-4, 77, 11, 10), length);
        Assert.IsEmpty(warnings);
    }

    [TestMethod]
    [DataRow(10, null, 1.0)]
    [DataRow(2, null, 0.2)]
    [DataRow(1000, 70, 1.0)]
    [DataRow(1000, 35, 0.5)]
    [DataRow(1000, 18, 18.0 / 70)]
    public void Resolve_ShortRun_TakesATenthOfItWithoutAWord(int epochs, int? maximumSteps, double expected)
    {
        var (length, warnings) = Resolve(new SimClrOptions { NumberOfEpochs = epochs, MaximumSteps = maximumSteps });
        Assert.AreEqual(expected, length.WarmupEpochs, 1e-15);
        Assert.AreEqual((long)Math.Round(7 * expected), length.WarmupSteps);
        Assert.IsEmpty(warnings);
    }

    [TestMethod]
    [DataRow(20, 3, 14)]
    [DataRow(21, 3, 14)]
    [DataRow(22, 4, 14)]
    [DataRow(7000, 1000, 14)]
    public void Resolve_MaximumSteps_CutTheRunAndNotTheWarmup(int maximumSteps, int epochs, int warmupSteps)
    {
        var (length, warnings) = Resolve(new SimClrOptions { NumberOfEpochs = 1000, MaximumSteps = maximumSteps, WarmupEpochs = 2 });
        Assert.AreEqual(new TrainingLength(3e-4, maximumSteps, epochs, 2) { WarmupSteps = warmupSteps }, length);
        Assert.IsEmpty(warnings);
    }

    [TestMethod]
    [DataRow(14, "2")]
    [DataRow(10, "1.43")]
    public void Resolve_GivenWarmupLongerThanTheMaximumSteps_IsKeptAndWarnedAbout(int maximumSteps, string epochs)
    {
        var (length, warnings) = Resolve(new SimClrOptions { NumberOfEpochs = 1000, MaximumSteps = maximumSteps, WarmupEpochs = 2 });
        Assert.AreEqual(14, length.WarmupSteps);
        Assert.AreEqual(
            $"The warm-up of 2 epochs does not end before the run of {epochs} epochs: the learning rate only rises.", warnings.Single());
    }

    [TestMethod]
    public void Resolve_GivenWarmupLongerThanTheRun_IsKeptAndWarnedAbout()
    {
        var (length, warnings) = Resolve(new SimClrOptions { NumberOfEpochs = 5, WarmupEpochs = 5 });
        Assert.AreEqual(5.0, length.WarmupEpochs);
        Assert.AreEqual(
            "The warm-up of 5 epochs does not end before the run of 5 epochs: the learning rate only rises.", warnings.Single());
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(4)]
    public void Resolve_GivenWarmupWithinTheRun_IsKept(int warmup)
    {
        var (length, warnings) = Resolve(new SimClrOptions { NumberOfEpochs = 5, WarmupEpochs = warmup });
        Assert.AreEqual(warmup, length.WarmupEpochs);
        Assert.IsEmpty(warnings);
    }

    [TestMethod]
    public void Resolve_ScheduleWithoutWarmup_HasNone()
    {
        var (length, warnings) = Resolve(new SimClrOptions { NumberOfEpochs = 5, WarmupEpochs = 9, Schedule = new ConstantSchedule() });
        Assert.AreEqual(0.0, length.WarmupEpochs);
        Assert.IsEmpty(warnings);
    }

    [TestMethod]
    public void Resolve_NoEpochs_DoesNotWarn()
    {
        var (length, warnings) = Resolve(new SimClrOptions { NumberOfEpochs = 0 });
        Assert.AreEqual(new TrainingLength(3e-4, 0, 0, 0), length);
        Assert.IsEmpty(warnings);
    }

    private static (TrainingLength Length, IReadOnlyList<string> Warnings) Resolve(SimClrOptions options)
    {
        var ml = new MLContext(1);
        var lines = new LogLines(ml);
        using var channel = ((IHostEnvironment)ml).Register("SimCLR").Start("Training");
        var length = Warmup.Resolve(options, batchesPerEpoch: 7, new TrainingLog(channel));
        return (length, lines.Warnings);
    }
}
