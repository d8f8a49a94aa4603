using Microsoft.ML;

namespace Nidl.ML.Tests.SimClr;

[TestClass]
public sealed class SimClrCallbackTests
{
    [TestMethod]
    public void Fit_Callbacks_AreCalledInOrder()
    {
        var recorder = new StepRecorder();
        using var transformer = Tiny.Fit(new MLContext(1), Tiny.Options with { Callbacks = [recorder] }, rows: 16);
        CollectionAssert.AreEqual(new[] { "start", "step 1", "step 2", "epoch 1", "step 3", "step 4", "epoch 2", "end" }, recorder.Calls);
    }

    [TestMethod]
    public void Fit_SeveralCallbacks_AreCalledOneAfterTheOther()
    {
        var calls = new List<string>();
        StepRecorder Recorder(string name) => new() { AtFitStart = _ => calls.Add(name), AtEpochEnd = _ => calls.Add(name) };
        using var transformer = Tiny.Fit(
            new MLContext(1), Tiny.Options with { NumberOfEpochs = 1, Callbacks = [Recorder("first"), Recorder("second")] });
        CollectionAssert.AreEqual(new[] { "first", "second", "first", "second" }, calls);
    }

    [TestMethod]
    public void Fit_State_TellsTheTraining()
    {
        var atStart = "";
        var atFirstStep = "";
        var recorder = new StepRecorder
        {
            AtFitStart = state => atStart = Describe(state),
            AtStepEnd = state => atFirstStep = state.Step == 1 ? Describe(state) : atFirstStep,
        };
        using var transformer = Tiny.Fit(new MLContext(1), Tiny.Options with { Callbacks = [recorder] }, rows: 16);
        Assert.AreEqual("epoch 1 of 2, step 0, 2 steps an epoch, loss NaN, projections none", atStart);
        Assert.AreEqual("epoch 1 of 2, step 1, 2 steps an epoch, loss finite, projections (8, 4) (8, 4)", atFirstStep);
    }

    [TestMethod]
    public void Fit_State_HasTheProjectionsOfBothViewsInTheirOrder()
    {
        var spreads = new List<(double First, double Second)>();
        var recorder = new StepRecorder { AtStepEnd = state => spreads.Add(
            (CollapseMonitor.SpreadOf(state.Z1!, state.Z1!), CollapseMonitor.SpreadOf(state.Z2!, state.Z2!))) };
        // The second views are all the same.
        var options =
            Tiny.Options with { SecondViewAugmentations = [new FeatureMasking { Probability = 1, MaskValue = 1 }], Callbacks = [recorder] };
        using var transformer = Tiny.Fit(new MLContext(1), options);
        Assert.HasCount(6, spreads);
        Assert.IsTrue(spreads.All(spread => spread.First > 1e-3 && spread.Second < 1e-5), string.Join(", ", spreads));
    }

    [TestMethod]
    public void Fit_AtEpochEnd_TheEpochIsInTheState()
    {
        var counts = new List<int>();
        using var transformer = Tiny.Fit(
            new MLContext(1),
            Tiny.Options with { NumberOfEpochs = 3,
                Callbacks = [new StepRecorder { AtEpochEnd = state => counts.Add(state.Epochs.Count) }] });
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, counts);
    }

    [TestMethod]
    public void RequestStop_WithinAnEpoch_EndsAfterTheStep()
    {
        var recorder = new StepRecorder
        {
            AtStepEnd = state =>
            {
                if (state.Step == 3)
                    state.RequestStop();
            },
        };
        using var transformer = Tiny.Fit(new MLContext(1), Tiny.Options with { NumberOfEpochs = 9, Callbacks = [recorder] }, rows: 16);
        CollectionAssert.AreEqual(new[] { "start", "step 1", "step 2", "epoch 1", "step 3", "epoch 2", "end" }, recorder.Calls);
        Assert.AreEqual(recorder.Losses[2], transformer.History.Epochs[1].Loss, 1e-12);
        Assert.AreEqual(3L, transformer.History.Epochs[1].Steps);
    }

    [TestMethod]
    public void RequestStop_AtFitStart_TrainsNothing()
    {
        var recorder = new StepRecorder { AtFitStart = state => state.RequestStop() };
        using var transformer = Tiny.Fit(new MLContext(1), Tiny.Options with { Callbacks = [recorder] });
        CollectionAssert.AreEqual(new[] { "start", "end" }, recorder.Calls);
        Assert.IsEmpty(transformer.History.Epochs);
    }

    [TestMethod]
    public void Fit_CallbackThatThrows_ReachesTheCaller()
    {
        var thrown = new InvalidTimeZoneException("mine");
        var before = TensorLeak.Live();
        var error = Assert.ThrowsExactly<InvalidTimeZoneException>(() => Tiny.Fit(
            new MLContext(1), Tiny.Options with { Callbacks = [new StepRecorder { AtStepEnd = _ => throw thrown }] }));
        Assert.AreSame(thrown, error);
        Assert.AreEqual(before, TensorLeak.Live());
    }

    private static string Describe(TrainingState state) =>
        $"epoch {state.Epoch} of {state.NumberOfEpochs}, step {state.Step}, {state.StepsPerEpoch} steps an epoch, "
        + $"loss {(double.IsFinite(state.Loss) ? "finite" : "NaN")}, "
        + "projections "
        + $"{(state.Z1 is { } z1 && state.Z2 is { } z2 ? $"({string.Join(", ", z1.shape)}) ({string.Join(", ", z2.shape)})" : "none")}";
}
