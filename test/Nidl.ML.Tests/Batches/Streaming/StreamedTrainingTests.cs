using Microsoft.ML;

namespace Nidl.ML.Tests.Streaming;

/// <summary>A training whose rows stream is as good and as repeatable as one whose rows are in memory.</summary>
[TestClass]
public sealed class StreamedTrainingTests
{
    private const int RowBytes = 36 * sizeof(float);

    [TestMethod]
    public void Fit_RowsThatFit_AreReadOnce()
    {
        var view = new GeneratedView(100, 4);
        using var transformer = Tiny.FitVectors(view, Tiny.Options with { MemoryBudgetBytes = 100 * 4 * sizeof(float) });
        Assert.AreEqual(100L, view.FeatureReads);
    }

    [TestMethod]
    public void Fit_RowsThatDoNotFit_AreReadOnceAnEpoch()
    {
        var view = new GeneratedView(100, 4);
        using var transformer = Tiny.FitVectors(
            view, Tiny.Options with { MemoryBudgetBytes = 100 * 4 * sizeof(float) - 1, NumberOfEpochs = 5 });
        Assert.AreEqual(500L, view.FeatureReads);
        Assert.HasCount(5, transformer.History.Epochs);
    }

    [TestMethod]
    public void Fit_EqualSeeds_GiveEqualBits()
    {
        var ml = new MLContext(1);
        var options = Tiny.Options with { MemoryBudgetBytes = 60 * RowBytes };
        using var first = Tiny.Fit(ml, options, rows: 96);
        using var second = Tiny.Fit(ml, options, rows: 96);
        using var other = Tiny.Fit(ml, options with { Seed = 2 }, rows: 96);
        var expected = Embeddings.OfNewImages(first);
        Assert.IsTrue(Embeddings.AreBitEqual(expected, Embeddings.OfNewImages(second)));
        Assert.IsFalse(Embeddings.AreBitEqual(expected, Embeddings.OfNewImages(other)));
    }

    [TestMethod]
    public void Fit_StreamedRows_LearnAsMuchAsRowsInMemory()
    {
        var ml = new MLContext(1);
        var options = Tiny.Options with { NumberOfEpochs = 10, LearningRate = 1e-2 };
        using var inMemory = Tiny.Fit(ml, options, rows: 96);
        using var streamed = Tiny.Fit(ml, options with { MemoryBudgetBytes = 60 * RowBytes }, rows: 96);
        var (first, last) = (inMemory.History.Epochs[0].Loss, inMemory.History.Epochs[^1].Loss);
        Assert.IsLessThan(first - 0.5 * (first - last), streamed.History.Epochs[^1].Loss);
    }

    [TestMethod]
    public void Fit_AugmentationThatLearns_SeesASample()
    {
        var view = new GeneratedView(1000, 4);
        var options = Tiny.Options with { MemoryBudgetBytes = 8000, NumberOfEpochs = 1, Augmentations = [new FeatureCorruption()] };
        using var transformer = Tiny.FitVectors(view, options);
        Assert.AreEqual(1000L + 8000 / 8 / 16, view.FeatureReads);
    }

    [TestMethod]
    public void Fit_AuxiliaryVariables_Stream()
    {
        var view = new GeneratedView(1000, 4);
        var options = new YAwareOptions
        {
            AuxiliaryColumnNames = ["Label"], Encoder = Tiny.Options.Encoder, Augmentations = Tiny.Options.Augmentations,
            NumberOfEpochs = 2,
            BatchSize = 8, ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4, Seed = 1, Device = "cpu", MemoryBudgetBytes = 8000,
        };
        using var transformer = new MLContext(1).SelfSupervised.YAware("Embedding", "Features", options).Fit(view);
        Assert.AreEqual(2000L, view.FeatureReads);
    }
}
