using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.SimClr;

[TestClass]
public sealed class SimClrFailureTests
{
    [TestMethod]
    public void Fit_LossThatIsNotFinite_NamesStepEpochAndLearningRate()
    {
        // The second epoch's first step is the fourth of all: each step draws two views.
        var options = Tiny.Options with { LearningRate = 0.002, Schedule = new ConstantSchedule(), Augmentations = [new PoisonAfter(6)] };
        var before = TensorLeak.Live();
        var error = Error.Is<TrainingFailedException>(
            "Training needs a finite loss, but it is 'NaN' at step 4 of epoch 2 with learning rate 0.002; "
            + "try a lower LearningRate or a higher temperature.",
            () => Tiny.Fit(new MLContext(1), options));
        Assert.AreEqual((2, 4L, 0.002), (error.Epoch, error.Step, error.LearningRate));
        Assert.AreEqual(before, TensorLeak.Live());
    }

    [TestMethod]
    public void Fit_AugmentationThatThrows_ReachesTheCaller() =>
        Error.Is<InvalidTimeZoneException>(
            "mine", () => Tiny.Fit(new MLContext(1), Tiny.Options with { Augmentations = [new Throwing()] }));

    private sealed record PoisonAfter(int Views) : Augmentation
    {
        private int _drawn;

        public override Tensor Apply(Tensor batch, RandomSource random) => _drawn++ < Views ? batch * 1.5 : batch * double.NaN;
    }

    private sealed record Throwing : Augmentation
    {
        public override Tensor Apply(Tensor batch, RandomSource random) => throw new InvalidTimeZoneException("mine");
    }
}
