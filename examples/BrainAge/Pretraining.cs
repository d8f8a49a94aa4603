using Microsoft.ML;
using Nidl.ML;

namespace BrainAge;

/// <summary>
/// The pre-trainings that are compared: alike in encoder, views, epochs, batches and seed, once without and once with the age.
/// </summary>
public sealed class Pretraining(MLContext ml, int epochs)
{
    private const double Temperature = 0.1;
    private const int HeadWidth = 128;

    // Sigma squared: scans count as neighbors if their ages differ by about five years.
    private const double Bandwidth = 5 * 5;

    /// <summary>The encoder as it is before any training.</summary>
    public EmbeddingTransformer Untrained(IDataView scans, int seed) =>
        ml.SelfSupervised.SimClr("Embedding", "Volume", SimClrOptions(seed) with { NumberOfEpochs = 0, WarmupEpochs = 0 }).Fit(scans);

    /// <summary>Trains without the age.</summary>
    public EmbeddingTransformer SimClr(IDataView scans, int seed) =>
        ml.SelfSupervised.SimClr("Embedding", "Volume", SimClrOptions(seed)).Fit(scans);

    /// <summary>Trains with the age as auxiliary variable; a scan without one has no neighbors.</summary>
    public EmbeddingTransformer YAware(IDataView scans, int seed) =>
        ml.SelfSupervised.YAware("Embedding", "Volume", Set(
            new YAwareOptions
            {
                AuxiliaryColumnNames = ["Age"],
                MissingValues = MissingValues.NoNeighbors,
                Bandwidth = Bandwidth,
                Temperature = Temperature,
                ProjectionHiddenDimension = HeadWidth,
            }, seed)).Fit(scans);

    private SimClrOptions SimClrOptions(int seed) =>
        Set(new SimClrOptions { Temperature = Temperature, ProjectionHiddenDimension = HeadWidth }, seed);

    private TOptions Set<TOptions>(TOptions options, int seed)
        where TOptions : TrainingOptions =>
        (TOptions)((TrainingOptions)options with
        {
            Encoder = SmallConvNet3d.Encoder,
            // Cutout is what helped y-Aware's authors most.
            Augmentations = [new RandomCutout3d(), new GaussianNoise { StandardDeviation = (0.1, 0.5) }],
            NumberOfEpochs = epochs,
            BatchSize = 64,
            LearningRate = 3e-3,
            WarmupEpochs = 1,
            Seed = seed,
        });
}
