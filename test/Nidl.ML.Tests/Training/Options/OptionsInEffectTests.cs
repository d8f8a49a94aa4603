using Microsoft.ML;

namespace Nidl.ML.Tests.Training;

/// <summary>Each of these options changes what the training does, and fails its test if the training takes the default instead.</summary>
[TestClass]
public sealed class OptionsInEffectTests
{
    private static readonly SimClrOptions Descent = Tiny.Options with { Optimizer = new SgdOptions(), WeightDecay = 0, NumberOfEpochs = 1 };

    [TestMethod]
    [DataRow(true, "backbone 0.3, backbone_no_decay 0, head 0.3, head_no_decay 0 at 0.02")]
    [DataRow(false, "backbone 0.3, head 0.3 at 0.02")]
    public void Fit_LearningRateAndWeightDecay_ReachTheOptimizer(bool excludes, string expected)
    {
        var seen = "";
        var optimizer = new CustomOptimizer((groups, rate) =>
        {
            seen = FormattableString.Invariant(
                $"{string.Join(", ", groups.Select(group => FormattableString.Invariant($"{group.Name} {group.WeightDecay}")))} at {rate}");
            return new SgdOptions().Create(groups, rate);
        });
        FinalWeights.Of(
            Tiny.Options with { Optimizer = optimizer, LearningRate = 0.02, WeightDecay = 0.3,
                ExcludeBiasAndNormFromWeightDecay = excludes });
        Assert.AreEqual(expected, seen);
    }

    [TestMethod]
    public void Fit_LearningRate_IsThatOfEveryStep()
    {
        var recorder = new StepRecorder();
        FinalWeights.Of(Tiny.Options with { LearningRate = 0.02, Schedule = new ConstantSchedule(), Callbacks = [recorder] });
        Assert.HasCount(6, recorder.LearningRates);
        Assert.IsTrue(recorder.LearningRates.All(rate => rate == 0.02));
    }

    [TestMethod]
    public void Fit_AccumulateBatches_StepsAlongTheMeanGradient()
    {
        float[] Weights(int accumulate, params double[] rates) =>
            FinalWeights.Values(
                Descent with { BatchSize = 12, AccumulateBatches = accumulate,
                    Schedule = new CustomSchedule((step, _, _) => rates[step]) });
        // Both batches meet the weights of the start: a step of rate 0 changes nothing.
        var (start, first, second, both) = (Weights(1, 0, 0), Weights(1, 0.1, 0), Weights(1, 0, 0.1), Weights(2, 0.1));
        for (var i = 0; i < start.Length; i++)
            Assert.AreEqual((first[i] + second[i]) / 2, both[i], 1e-6);
        CollectionAssert.AreNotEqual(start, both);
        CollectionAssert.AreNotEqual(first, second);
    }

    [TestMethod]
    public void Fit_MicroBatchSize_IsTheMostThatTheEncoderGets()
    {
        var rows = new RowCounter();
        FinalWeights.Of(Descent with { Encoder = rows.Encoder, MicroBatchSize = 3, ValidationData = Validation(8), Callbacks = [rows] });
        // Batches of 8 rows in parts of 3, 3 and 2: two views of three batches twice in the training, of one once in the validation.
        Assert.AreEqual("3 x 24, 2 x 12", RowCounter.Describe(rows.Training));
        Assert.AreEqual("3 x 4, 2 x 2", RowCounter.Describe(rows.Validation));
    }

    [TestMethod]
    public void Fit_DropLast_LeavesTheValidationWhole()
    {
        var rows = new RowCounter();
        var options = Descent with { Encoder = rows.Encoder, DropLast = true, ValidationData = Validation(11), Callbacks = [rows] };
        FinalWeights.Of(options, rows: 22);
        Assert.AreEqual("8 x 4", RowCounter.Describe(rows.Training));
        Assert.AreEqual("8 x 2, 3 x 2", RowCounter.Describe(rows.Validation));
    }

    [TestMethod]
    public void Fit_ValidationData_GivesTheValidationLoss()
    {
        var (one, other) = (Loss(Validation(8, seed: 5)), Loss(Validation(8, seed: 6)));
        Assert.IsNotNull(one);
        Assert.AreEqual(one, Loss(Validation(8, seed: 5)));
        Assert.AreNotEqual(one, other);

        static double? Loss(IDataView data)
        {
            using var transformer = Tiny.Fit(new MLContext(1), Descent with { ValidationData = data });
            return transformer.History.Epochs[0].ValidationLoss;
        }
    }

    private static IDataView Validation(int rows, int seed = 5) => Images.View(new MLContext(1), rows, seed);
}
