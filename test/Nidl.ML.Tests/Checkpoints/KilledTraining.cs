using Microsoft.ML;

namespace Nidl.ML.Tests;

/// <summary>The training that a process does until it is killed, and that the test brings to its end.</summary>
internal static class KilledTraining
{
    public const int EverySteps = 7;

    /// <summary>300 epochs of three steps, with what a careless resume gets wrong: batch statistics, random layers, moments.</summary>
    public static SimClrOptions Options { get; } = new()
    {
        Encoder = new MlpEncoder { HiddenDimensions = [16], EmbeddingDimension = 8, Normalization = MlpNormalization.BatchNorm, Dropout = 0.2 },
        Augmentations = [new GaussianNoise { StandardDeviation = 0.1 }],
        NumberOfEpochs = 300,
        BatchSize = 8,
        ProjectionHiddenDimension = 8,
        ProjectionOutputDimension = 4,
        Seed = 1,
        Device = "cpu",
    };

    public static CheckpointOptions Checkpoints(string folder) => new() { Folder = folder, EveryEpochs = null, EverySteps = EverySteps };

    public static EmbeddingTransformer Fit(MLContext ml, SimClrOptions options, int rows = 24) =>
        ml.SelfSupervised.SimClr("Embedding", "Image", options).Fit(Images.View(ml, rows));
}
