using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.SimClr;

[TestClass]
public sealed class SimClrLiveTensorTests
{
    [TestMethod]
    public void Fit_AThousandSteps_KeepTheNumberOfLiveTensors()
    {
        var counts = new Dictionary<long, long>();
        var recorder = new StepRecorder
        {
            AtStepEnd = state =>
            {
                if (state.Step is 10 or 500 or 1000)
                    counts[state.Step] = TensorLeak.Live();
            },
        };
        var encoder =
            new MlpEncoder { HiddenDimensions = [4], EmbeddingDimension = 4, Normalization = MlpNormalization.BatchNorm, Dropout = 0.1 };
        using var transformer = Tiny.Fit(
            new MLContext(1),
            Tiny.Options with { Encoder = encoder, NumberOfEpochs = 500,
                Augmentations = [new GaussianNoise(), new RandomHorizontalFlip2d()], Callbacks = [recorder] }, rows: 16);
        Assert.HasCount(3, counts);
        Assert.AreEqual(counts[10], counts[500]);
        Assert.AreEqual(counts[10], counts[1000]);
    }

    [TestMethod]
    public void Fit_TwentyTimes_LeavesNothing()
    {
        Tiny.Fit(new MLContext(1)).Dispose();
        var before = TensorLeak.Live();
        for (var i = 0; i < 20; i++)
            Tiny.Fit(new MLContext(1)).Dispose();
        Assert.AreEqual(before, TensorLeak.Live());
    }

    [TestMethod]
    public void Fit_WithinACallersScope_OutlivesIt()
    {
        EmbeddingTransformer transformer;
        using (NewDisposeScope())
            transformer = Tiny.Fit(new MLContext(1));
        using (transformer)
            Assert.HasCount(20, Embeddings.OfNewImages(transformer));
    }
}
