using Microsoft.ML;
using Nidl.ML.Tests.Checkpoints;

namespace Nidl.ML.Tests.Streaming;

/// <summary>Checkpoints and validation, when rows stream.</summary>
[TestClass]
public sealed class StreamedResumeTests
{
    // 24 images of 144 bytes do not fit; 6 batches of 2 rows do.
    private static readonly SimClrOptions Options =
        Tiny.Options with { MemoryBudgetBytes = 24 * 144 - 1, BatchSize = 2, NumberOfEpochs = 3 };

    [TestMethod]
    [DataRow(12)]
    [DataRow(17)]
    public void Resume_AtAnEpochsEndOrWithin_GivesTheWeightsOfAnUninterruptedRun(int interruptedAt)
    {
        using var folder = new TemporaryFolder();
        var expected = FinalWeights.Of(Options);
        using var source = new CancellationTokenSource();
        var interrupted = Options with
        {
            Checkpoints = new() { Folder = folder.Path },
            CancellationToken = source.Token,
            Callbacks = [new StepRecorder { AtStepEnd = state => Cancel(state.Step == interruptedAt, source) }],
        };
        Assert.ThrowsExactly<TrainingCanceledException>(() => Tiny.Fit(new MLContext(1), interrupted)).PartialTransformer.Dispose();
        CollectionAssert.AreEqual(expected, FinalWeights.Of(Options with { ResumeFrom = folder.Path }));
    }

    [TestMethod]
    public void Read_ValidationFraction_DividesTheStreamWithoutOverlap()
    {
        var view = new GeneratedView(100, 2) { CanShuffle = true };
        // 70 rows of 8 bytes do not fit, 30 do.
        using var data = Read(view, budgetBytes: 300);
        var (training, validation) = ((StreamingBatches)data.Training, data.Validation!);
        Assert.AreEqual((70L, 30L), (training.RowCount, validation.RowCount));
        CollectionAssert.AreEquivalent(
            Enumerable.Range(0, 100).ToArray(), Streams.Epoch(training, 0).Concat(Streams.Epoch(validation, 0)).ToArray());
    }

    [TestMethod]
    public void BeginEpoch_ValidationAgain_GivesTheSameRows()
    {
        // The 70 rows of the validation stream.
        using var data = Read(new GeneratedView(100, 2), budgetBytes: 300, fraction: 0.7);
        var validation = (StreamingBatches)data.Validation!;
        CollectionAssert.AreEqual(Streams.Epoch(validation, 0), Streams.Epoch(validation, 0));
    }

    [TestMethod]
    public void SampleFeatures_OfADividedStream_AreOfItsOwnRows()
    {
        // 18 of 70 rows fit into an eighth of the budget: a sample of a part of the view.
        using var data = Read(new GeneratedView(100, 2), budgetBytes: 500);
        var own = Streams.Epoch(data.Training, 0);
        var sample = Streams.Numbers(new Batch(data.Training.SampleFeatures, null, null));
        Assert.HasCount(7, sample.Distinct().ToArray());
        CollectionAssert.IsSubsetOf(sample, own);
    }

    private static TrainingData Read(GeneratedView view, long budgetBytes, double fraction = 0.3) => TrainingData.Read(
        view, new TrainingColumns(new FeatureColumn("Features", [2]), null, null),
        Tiny.Options with { ValidationFraction = fraction, MemoryBudgetBytes = budgetBytes, BatchSize = 2 }, TorchSharp.torch.CPU, seed: 1);

    private static void Cancel(bool isTime, CancellationTokenSource source)
    {
        if (isTime)
            source.Cancel();
    }
}
