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
    public void Resolve_ShortRun_TakesATenthAndWarns()
    {
        var (length, warnings) = Resolve(new SimClrOptions { NumberOfEpochs = 10 });
        Assert.AreEqual(1.0, length.WarmupEpochs);
        Assert.AreEqual(
            "The default warm-up of 10 epochs does not end before the run of 10 epochs: it is shortened to 1 epochs; set WarmupEpochs to choose.", warnings.Single());
    }

    [TestMethod]
    public void Resolve_GivenWarmupLongerThanTheRun_IsKeptAndWarnedAbout()
    {
        var (length, warnings) = Resolve(new SimClrOptions { NumberOfEpochs = 5, WarmupEpochs = 5 });
        Assert.AreEqual(5.0, length.WarmupEpochs);
        Assert.AreEqual("The warm-up of 5 epochs does not end before the run of 5 epochs: the learning rate only rises.", warnings.Single());
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
        var length = Warmup.Resolve(options, stepsPerEpoch: 7, new TrainingLog(channel));
        return (length, lines.Warnings);
    }
}
