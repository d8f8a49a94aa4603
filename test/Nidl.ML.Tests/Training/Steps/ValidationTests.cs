using Microsoft.ML;
using TorchSharp;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class ValidationTests
{
    private static readonly SimClrOptions Options = Tiny.Options with
    {
        NumberOfEpochs = 4,
        Encoder =
            new MlpEncoder { HiddenDimensions = [8], EmbeddingDimension = 4, Normalization = MlpNormalization.BatchNorm, Dropout = 0.3 },
    };

    [TestMethod]
    public void Fit_EveryTwoEpochs_GivesAValidationLossToThoseAlone()
    {
        var calls = new ValidationRecorder();
        using var transformer = Tiny.Fit(
            new MLContext(1), Options with { ValidationFraction = 0.25, ValidationEveryEpochs = 2, Callbacks = [calls] });
        CollectionAssert.AreEqual(
            new[] { false, true, false, true }, transformer.History.Epochs.Select(epoch => epoch.ValidationLoss is not null).ToArray());
        CollectionAssert.AreEqual(
            new[] { "validation 2", "epoch 2", "validation 4", "epoch 4" },
            calls.Calls.Where(call => call.EndsWith('2') || call.EndsWith('4')).ToArray());
        CollectionAssert.AreEqual(
            calls.Losses, transformer.History.Epochs.Select(epoch => epoch.ValidationLoss).OfType<double>().ToArray());
    }

    [TestMethod]
    public void Fit_Line_NamesTheValidationLoss()
    {
        var ml = new MLContext(1);
        var log = new LogLines(ml);
        using var transformer = Tiny.Fit(ml, Options with { NumberOfEpochs = 1, ValidationFraction = 0.25 });
        var expected = FormattableString.Invariant($"  validation loss {transformer.History.Epochs[0].ValidationLoss:F4}  learning rate ");
        Assert.IsTrue(log.Infos.Any(line => line.Contains(expected, StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Fit_ValidationData_ChangesNothingOfTheTraining()
    {
        var ml = new MLContext(1);
        var validated = FinalWeights.Of(Options with { ValidationData = Images.View(ml, 9, seed: 5) });
        CollectionAssert.AreEqual(FinalWeights.Of(Options), validated);
    }

    [TestMethod]
    public void Fit_NetworkThatStandsStill_HasOneValidationLoss()
    {
        // Batch statistics move all the same, so only an encoder without them stands still.
        var still = Tiny.Options with { NumberOfEpochs = 3, ValidationFraction = 0.3, Optimizer = new SgdOptions(), WeightDecay = 0,
            Schedule = new CustomSchedule((_, _, _) => 0) };
        using var transformer = Tiny.Fit(new MLContext(1), still);
        Assert.HasCount(1, transformer.History.Epochs.Select(epoch => epoch.ValidationLoss).Distinct().ToArray());
        Assert.HasCount(3, transformer.History.Epochs.Select(epoch => epoch.Loss).Distinct().ToArray());
    }

    [TestMethod]
    public void Read_Fraction_SplitsTheRowsBySeedWithoutOverlap()
    {
        var view = VectorView.Random(20, 3);
        var columns = new TrainingColumns(FeatureColumn.Bind(view.Schema, "Features"), null, null);
        string[][] Rows(int seed)
        {
            using var data = TrainingData.Read(view, columns, Tiny.Options with { ValidationFraction = 0.3 }, torch.CPU, seed);
            return [RowsOf(data.Training), RowsOf(data.Validation!)];
        }
        var (first, again, other) = (Rows(1), Rows(1), Rows(2));
        Assert.AreEqual((14, 6), (first[0].Length, first[1].Length));
        Assert.HasCount(20, first.SelectMany(rows => rows).Distinct().ToArray());
        CollectionAssert.AreEqual(first[1], again[1]);
        CollectionAssert.AreNotEquivalent(first[1], other[1]);
    }

    [TestMethod]
    public void Fit_BothKinds_AreRefused() => Error.Is<ArgumentException>(
        "ValidationData and ValidationFraction must not both be set, but both were given, the fraction as 0.5. "
        + "(Parameter 'ValidationFraction')",
        () => FinalWeights.Of(Options with { ValidationFraction = 0.5, ValidationData = VectorView.Random(2, 3) }));

    [TestMethod]
    public void Fit_FractionOfTooFewRows_IsRefused() => Error.Is<ArgumentException>(
        "ValidationFraction must keep back at least 2 rows and leave at least 2, but 0.05 of 24 rows keeps back 1. "
        + "(Parameter 'ValidationFraction')",
        () => FinalWeights.Of(Options with { ValidationFraction = 0.05 }));

    [TestMethod]
    public void Fit_ValidationDataOfOneRow_IsRefused() => Error.Is<ArgumentException>(
        "Validation needs at least 2 rows, but the view has 1. (Parameter 'ValidationData')",
        () => FinalWeights.Of(Options with { ValidationData = Images.View(new MLContext(1), 1) }));

    [TestMethod]
    public void Options_FractionOutOfRange_IsRefused()
    {
        Error.Is<ArgumentOutOfRangeException>(
            "ValidationFraction must be in (0, 1), but '1' was given. (Parameter 'ValidationFraction')",
            () => new SimClrOptions { ValidationFraction = 1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SimClrOptions { ValidationEveryEpochs = 0 });
    }

    private static string[] RowsOf(IBatchSource source) =>
        [.. Enumerable.Range(0, (int)source.RowCount).Select(i => string.Join(' ', source.SampleFeatures[i].data<float>()))];

    private sealed class ValidationRecorder : TrainingCallback
    {
        public List<string> Calls { get; } = [];

        public List<double> Losses { get; } = [];

        public override void OnValidationEnd(TrainingState state)
        {
            Calls.Add($"validation {state.Epoch}");
            Losses.Add(state.ValidationLoss!.Value);
        }

        public override void OnEpochEnd(TrainingState state) => Calls.Add($"epoch {state.Epoch}");
    }
}
