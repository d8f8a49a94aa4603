using Nidl.ML.Tests.Golden;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class LearningRateScheduleTests
{
    private static readonly TrainingLength Length = new(3e-4, TotalSteps: 12, TotalEpochs: 6, WarmupEpochs: 2);

    [TestMethod]
    public void WarmupCosine_EveryGoldenRun_GivesNidlsRates()
    {
        foreach (var run in GoldenSchedule.Cases())
        {
            var schedule = new WarmupCosineSchedule { StartLearningRate = run.WarmupStart, MinimumLearningRate = run.Min };
            for (var step = 0; step < run.Total; step++)
                AreClose(run.Lr[step], schedule.At(step, run.Warmup, run.Total, run.BaseLr));
        }
    }

    [TestMethod]
    public void WarmupCosine_GoldenRunsByOptions_GiveNidlsRates()
    {
        // One step an epoch: the warm-up in epochs is the warm-up in steps.
        foreach (var run in GoldenSchedule.Cases())
        {
            var schedule = new WarmupCosineSchedule { StartLearningRate = run.WarmupStart, MinimumLearningRate = run.Min };
            var length = new TrainingLength(run.BaseLr, run.Total, run.Total, run.Warmup);
            for (var step = 0; step < run.Total; step++)
            {
                AreClose(run.Lr[step], schedule.LearningRateAt(step, step, length));
                AreClose(run.Lr[step], (schedule with { Interval = ScheduleInterval.Epoch }).LearningRateAt(step, step, length));
            }
        }
    }

    [TestMethod]
    public void WarmupCosine_ExampleOfTheSpecification_GivesItsRates()
    {
        double[] expected = [
            1e-6, 1.00666667e-4, 2.00333333e-4, 3e-4, 3e-4, 2.88581930e-4, 2.56066017e-4, 2.07402515e-4, 1.5e-4, 9.25974851e-5,
            4.39339828e-5, 1.14180701e-5];
        for (var step = 0; step < 12; step++)
            AreClose(expected[step], new WarmupCosineSchedule().LearningRateAt(step, step / 2, Length), 1e-8);
    }

    [TestMethod]
    public void WarmupCosine_ByEpoch_StaysWithinAnEpoch()
    {
        var schedule = new WarmupCosineSchedule { Interval = ScheduleInterval.Epoch };
        Assert.AreEqual(schedule.LearningRateAt(6, 3, Length), schedule.LearningRateAt(7, 3, Length));
        AreClose(1.5e-4 * (1 + Math.Cos(Math.PI / 4)), schedule.LearningRateAt(6, 3, Length));
    }

    [TestMethod]
    public void WarmupCosine_WarmupOfOneStep_StartsLowAndContinuesAtTheBase()
    {
        var schedule = new WarmupCosineSchedule();
        Assert.AreEqual(1e-6, schedule.At(0, 1, 5, 0.1));
        Assert.AreEqual(0.1, schedule.At(1, 1, 5, 0.1));
    }

    [TestMethod]
    public void WarmupCosine_WarmupLongerThanTheRun_OnlyRises()
    {
        var rates = Enumerable.Range(0, 5).Select(step => new WarmupCosineSchedule().At(step, 10, 5, 0.1)).ToArray();
        CollectionAssert.AreEqual(rates.Order().ToArray(), rates);
        AreClose(1e-6 + 4 * (0.1 - 1e-6) / 9, rates[4]);
    }

    [TestMethod]
    public void WarmupCosine_WarmupOfAFractionOfAStep_RoundsToWholeSteps()
    {
        var schedule = new WarmupCosineSchedule();
        Assert.AreEqual(0.1, schedule.LearningRateAt(0, 0, new TrainingLength(0.1, 10, 2, 0.09)));
        Assert.AreEqual(1e-6, schedule.LearningRateAt(0, 0, new TrainingLength(0.1, 10, 2, 0.2)));
    }

    [TestMethod]
    public void Cosine_ExampleOfTheSpecification_GivesItsRates()
    {
        var length = new TrainingLength(1e-3, 50, 5, 0);
        double[] expected = [0.001, 0.000906418, 0.000661418, 0.000358582, 0.000113582];
        for (var epoch = 0; epoch < 5; epoch++)
            Assert.AreEqual(
                expected[epoch], new CosineSchedule().LearningRateAt(epoch * 10 + 9, epoch, length), 5e-10,
                "half of the last printed digit");
        AreClose(2e-5, new CosineSchedule().LearningRateAt(50, 5, length));
    }

    [TestMethod]
    public void Cosine_OwnFraction_FallsTowardsIt() =>
        AreClose(5e-4, new CosineSchedule { MinimumFraction = 0.5 }.LearningRateAt(50, 5, new TrainingLength(1e-3, 50, 5, 0)));

    [TestMethod]
    public void Constant_AnyStep_GivesTheBase() => Assert.AreEqual(3e-4, new ConstantSchedule().LearningRateAt(11, 5, Length));

    [TestMethod]
    public void Custom_Function_SeesStepEpochAndLength() =>
        Assert.AreEqual(
            3 + 20 + 300,
            new CustomSchedule((step, epoch, length) => step + 10 * epoch + 25 * length.TotalSteps).LearningRateAt(3, 2, Length));

    [TestMethod]
    [DataRow(-0.5, "-0.5")]
    [DataRow(double.NaN, "NaN")]
    [DataRow(double.PositiveInfinity, "Infinity")]
    public void Custom_RateThatCannotBe_NamesStepAndEpoch(double rate, string text) =>
        Error.Is<InvalidOperationException>(
            $"A schedule must give a learning rate of at least 0, but the custom schedule gave '{text}' for step 4 of epoch 1.",
            () => new CustomSchedule((_, _, _) => rate).LearningRateAt(4, 1, Length));

    [TestMethod]
    public void StartLearningRate_Negative_IsRefused() =>
        Error.Is<ArgumentOutOfRangeException>(
            "StartLearningRate must be at least 0 and finite, but '-1' was given. (Parameter 'StartLearningRate')",
            () => new WarmupCosineSchedule { StartLearningRate = -1 }.ToString());

    [TestMethod]
    public void MinimumLearningRate_NotFinite_IsRefused() =>
        Error.Is<ArgumentOutOfRangeException>(
            "MinimumLearningRate must be at least 0 and finite, but 'NaN' was given. (Parameter 'MinimumLearningRate')",
            () => new WarmupCosineSchedule { MinimumLearningRate = double.NaN }.ToString());

    [TestMethod]
    public void MinimumFraction_One_IsRefused() =>
        Error.Is<ArgumentOutOfRangeException>(
            "MinimumFraction must be in [0, 1), but '1' was given. (Parameter 'MinimumFraction')",
            () => new CosineSchedule { MinimumFraction = 1 }.ToString());

    private static void AreClose(double expected, double actual, double tolerance = 1e-12) =>
        Assert.AreEqual(expected, actual, tolerance * Math.Abs(expected));
}
