using Microsoft.ML;

namespace Nidl.ML.Tests.Callbacks;

[TestClass]
public sealed class KeepBestModelTests
{
    // The noise, and with it the loss, grows from epoch to epoch; the weights hardly move.
    private static SimClrOptions Options => Tiny.Options with
    {
        NumberOfEpochs = 4, Augmentations = [new RisingNoise()], LearningRate = 1e-5, Schedule = new ConstantSchedule(),
    };

    [TestMethod]
    public void Fit_KeepBestModel_EndsWithTheBestEpochsWeights()
    {
        using var last = Tiny.Fit(new MLContext(1), Options);
        var best = last.History.Epochs.MinBy(epoch => epoch.Loss)!.Epoch;
        Assert.IsLessThan(4, best);
        var expected = FinalWeights.Of(Options with { NumberOfEpochs = best });
        CollectionAssert.AreEqual(expected, FinalWeights.Of(Options with { KeepBestModel = true }));
        CollectionAssert.AreNotEqual(expected, FinalWeights.Of(last));
    }

    [TestMethod]
    public void Fit_ValidationRows_DecideByTheirLoss()
    {
        var options = Tiny.Options with { NumberOfEpochs = 5, ValidationFraction = 0.25, ValidationEveryEpochs = 2, LearningRate = 1,
            Schedule = new ConstantSchedule() };
        using var last = Tiny.Fit(new MLContext(1), options);
        var best = last.History.Epochs.Where(epoch => epoch.ValidationLoss is not null).MinBy(epoch => epoch.ValidationLoss)!.Epoch;
        CollectionAssert.AreEqual(
            FinalWeights.Of(options with { NumberOfEpochs = best }), FinalWeights.Of(options with { KeepBestModel = true }));
        CollectionAssert.AreNotEqual(FinalWeights.Of(last), FinalWeights.Of(options with { KeepBestModel = true }));
    }

    [TestMethod]
    public void Fit_ValidationRows_TheirLossAloneDecides()
    {
        // The training's loss is lowest before the last epoch, which alone is validated.
        var options = Options with { ValidationFraction = 0.25, ValidationEveryEpochs = 4 };
        using var last = Tiny.Fit(new MLContext(1), options);
        Assert.IsLessThan(4, last.History.Epochs.MinBy(epoch => epoch.Loss)!.Epoch);
        CollectionAssert.AreEqual(
            FinalWeights.Of(last),
            FinalWeights.Of(Options with { ValidationFraction = 0.25, ValidationEveryEpochs = 4, KeepBestModel = true }));
    }
}
