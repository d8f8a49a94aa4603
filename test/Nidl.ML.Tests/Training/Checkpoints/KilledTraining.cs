using Microsoft.ML;

namespace Nidl.ML.Tests;

/// <summary>The training that a process does until it is killed, and that the test brings to its end.</summary>
internal static class KilledTraining
{
    public const int EverySteps = 7;

    /// <summary>300 epochs of three steps, with what a careless resume gets wrong: batch statistics, random layers, moments.</summary>
    public static TrainingOptions Options { get; } = Common(
        new SimClrOptions { ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4 });

    /// <summary>The same with a teacher, and a predictor on the loss's side.</summary>
    public static TrainingOptions WithTeacher { get; } =
        Common(
            new ByolOptions { ProjectionHiddenDimension = 8, ProjectionOutputDimension = 4, PredictorHiddenDimension = 8, Momentum = 0.9 });

    public static CheckpointOptions Checkpoints(string folder) => new() { Folder = folder, EveryEpochs = null, EverySteps = EverySteps };

    public static EmbeddingTransformer Fit(MLContext ml, TrainingOptions options, int rows = 24) => options switch
    {
        ByolOptions byol => ml.SelfSupervised.Byol("Embedding", "Image", byol).Fit(Images.View(ml, rows)),
        _ => ml.SelfSupervised.SimClr("Embedding", "Image", (SimClrOptions)options).Fit(Images.View(ml, rows)),
    };

    private static TrainingOptions Common(TrainingOptions options) => options with
    {
        Encoder =
            new MlpEncoder { HiddenDimensions = [16], EmbeddingDimension = 8, Normalization = MlpNormalization.BatchNorm, Dropout = 0.2 },
        Augmentations = [new GaussianNoise { StandardDeviation = 0.1 }],
        NumberOfEpochs = 300,
        BatchSize = 8,
        Seed = 1,
        Device = "cpu",
    };
}
