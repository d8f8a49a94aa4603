using Microsoft.ML;

namespace Nidl.ML.Tests.Callbacks;

[TestClass]
public sealed class EarlyStoppingTests
{
    // No epoch improves by 100: the first is the best.
    private static readonly EarlyStopping Hopeless = new() { Patience = 2, MinimumDelta = 100 };

    [TestMethod]
    public void Fit_NoImprovement_EndsAfterThePatience()
    {
        Assert.AreEqual(3, Epochs(Tiny.Options with { NumberOfEpochs = 9, EarlyStopping = Hopeless }));
        Assert.AreEqual(9, Epochs(Tiny.Options with { NumberOfEpochs = 9 }));
    }

    [TestMethod]
    public void Fit_MinimumEpochs_HoldsItBack() =>
        Assert.AreEqual(6, Epochs(Tiny.Options with { NumberOfEpochs = 9, MinimumEpochs = 6, EarlyStopping = Hopeless }));

    [TestMethod]
    public void Fit_MinimumEpochs_HoldsACallbackBack()
    {
        var stop = new StepRecorder { AtStepEnd = state => state.RequestStop() };
        Assert.AreEqual(4, Epochs(Tiny.Options with { NumberOfEpochs = 9, MinimumEpochs = 4, Callbacks = [stop] }));
    }

    [TestMethod]
    public void Fit_ValidationLoss_CountsEpochsWithOneOnly() => Assert.AreEqual(
        6,
        Epochs(Tiny.Options with { NumberOfEpochs = 19, ValidationFraction = 0.25, ValidationEveryEpochs = 2, EarlyStopping = Hopeless }));

    [TestMethod]
    public void Fit_LossThoughThereIsValidation_CountsEveryEpoch() => Assert.AreEqual(
        3,
        Epochs(Tiny.Options with
        {
            NumberOfEpochs = 19, ValidationFraction = 0.25, ValidationEveryEpochs = 2,
            EarlyStopping = Hopeless with { Metric = TrainingMetric.Loss },
        }));

    [TestMethod]
    public void Fit_ValidationLossWithoutRows_IsRefused() => Error.Is<ArgumentException>(
        "EarlyStopping by ValidationLoss needs ValidationData or ValidationFraction, but neither was given. (Parameter 'EarlyStopping')",
        () => Epochs(Tiny.Options with { EarlyStopping = new() { Metric = TrainingMetric.ValidationLoss } }));

    [TestMethod]
    public void BestEpoch_Metric_IsFollowed()
    {
        var best = new BestEpoch(TrainingMetric.Loss, minimumDelta: 0.5);
        bool Sees(double loss) => best.Improves(new EpochResult(1, 1, loss, 0, 1, 1));
        CollectionAssert.AreEqual(new[] { true, false, true, false, false }, new[] { 4, 3.6, 3.4, double.NaN, 2.9 }.Select(Sees).ToArray());
        Assert.AreEqual(2, best.Seen.Waited);
        Assert.AreEqual(3.4, best.Seen.Best);
    }

    [TestMethod]
    public void Options_ValuesOutOfRange_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EarlyStopping { Patience = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EarlyStopping { MinimumDelta = -1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EarlyStopping { Metric = (TrainingMetric)7 });
    }

    private static int Epochs(SimClrOptions options)
    {
        using var transformer = Tiny.Fit(new MLContext(1), options);
        return transformer.History.Epochs.Count;
    }
}
