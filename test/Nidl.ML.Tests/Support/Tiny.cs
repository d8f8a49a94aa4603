using Microsoft.ML;

namespace Nidl.ML.Tests;

/// <summary>Options and trainings small enough to run often.</summary>
internal static class Tiny
{
    /// <summary>Two epochs of a small network over images or vectors, on the CPU.</summary>
    public static SimClrOptions Options { get; } = new()
    {
        Encoder = new MlpEncoder { HiddenDimensions = [8], EmbeddingDimension = 4 },
        Augmentations = [new GaussianNoise { StandardDeviation = 0.1 }],
        NumberOfEpochs = 2,
        BatchSize = 8,
        WarmupEpochs = 0,
        ProjectionHiddenDimension = 8,
        ProjectionOutputDimension = 4,
        Seed = 1,
        Device = "cpu",
    };

    /// <summary>Trains on images: the column Image becomes Embedding.</summary>
    public static EmbeddingTransformer Fit(MLContext ml, SimClrOptions? options = null, int rows = 24) =>
        ml.SelfSupervised.SimClr("Embedding", "Image", options ?? Options).Fit(Images.View(ml, rows));

    /// <summary>Trains on a view of vectors: the column Features becomes Embedding.</summary>
    public static EmbeddingTransformer FitVectors(IDataView view, SimClrOptions? options = null) =>
        new MLContext(1).SelfSupervised.SimClr("Embedding", "Features", options ?? Options).Fit(view);

    /// <summary>The untrained encoder over vectors of a size.</summary>
    public static EmbeddingTransformer Untrained(int size = 3, long cacheBytes = 1 << 20) =>
        FitVectors(VectorView.Random(2, size), Options with { NumberOfEpochs = 0, Embedding = new() { CacheBytes = cacheBytes } });
}
