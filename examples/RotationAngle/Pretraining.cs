using Microsoft.ML;
using Nidl.ML;

namespace RotationAngle;

/// <summary>
/// The pre-trainings that are compared: alike in encoder, views, epochs, batches and seed, once without and once with the angle.
/// </summary>
public sealed class Pretraining(MLContext ml, int epochs)
{
    private const double Temperature = 0.2;
    private const int HeadWidth = 512;

    // Sigma squared: images count as neighbors if their angles differ by about ten degrees.
    private const double Bandwidth = 10 * 10;

    /// <summary>The encoder as it is before any training.</summary>
    public EmbeddingTransformer Untrained(IDataView images, int seed) =>
        ml.SelfSupervised.SimClr("Embedding", "Image", SimClrOptions(seed) with { NumberOfEpochs = 0, WarmupEpochs = 0 }).Fit(images);

    /// <summary>Trains without the angle.</summary>
    public EmbeddingTransformer SimClr(IDataView images, int seed) =>
        ml.SelfSupervised.SimClr("Embedding", "Image", SimClrOptions(seed)).Fit(images);

    /// <summary>Trains with the angle as auxiliary variable.</summary>
    public EmbeddingTransformer YAware(IDataView images, int seed) =>
        ml.SelfSupervised.YAware("Embedding", "Image", Set(
            new YAwareOptions
            {
                AuxiliaryColumnNames = ["Angle"],
                Bandwidth = Bandwidth,
                Temperature = Temperature,
                ProjectionHiddenDimension = HeadWidth,
            }, seed)).Fit(images);

    private SimClrOptions SimClrOptions(int seed) =>
        Set(new SimClrOptions { Temperature = Temperature, ProjectionHiddenDimension = HeadWidth }, seed);

    // No view turns, mirrors or stretches an image: that would change its angle.
    private TOptions Set<TOptions>(TOptions options, int seed)
        where TOptions : TrainingOptions =>
        (TOptions)((TrainingOptions)options with
        {
            Encoder = new ConvNet2d { EmbeddingDimension = 128 },
            Augmentations =
            [
                new RandomResizedCrop2d { Scale = (0.5, 1), Ratio = 1 },
                new ColorJitter { Brightness = 0.4, Contrast = 0.4 },
                new GaussianNoise(),
            ],
            NumberOfEpochs = epochs,
            BatchSize = 256,
            LearningRate = 3e-3,
            WarmupEpochs = 1,
            Seed = seed,
        });
}
