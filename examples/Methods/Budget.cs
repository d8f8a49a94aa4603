using Nidl.ML;

namespace Methods;

/// <summary>What every method gets alike: encoder, views, epochs, batches and learning rate.</summary>
/// <param name="Epochs">The passes over the training images.</param>
/// <param name="BatchSize">The rows a step.</param>
public sealed record Budget(int Epochs, int BatchSize)
{
    /// <summary>The temperature of the contrastive methods.</summary>
    public const double Temperature = 0.2;

    /// <summary>The width of the projection head's hidden layers.</summary>
    public const int HeadWidth = 512;

    // Smaller batches give noisier gradients: under Adam the rate follows the square root of their size.
    private double LearningRate => 3e-3 * Math.Sqrt(BatchSize / 256.0);

    /// <summary>Sets the shared options in those of a method.</summary>
    public TOptions Set<TOptions>(TOptions options, int seed)
        where TOptions : TrainingOptions =>
        (TOptions)((TrainingOptions)options with
        {
            Encoder = new ConvNet2d { EmbeddingDimension = 256 },
            Augmentations =
            [
                new RandomResizedCrop2d { Scale = (0.3, 1) },
                new RandomHorizontalFlip2d(),
                new ColorJitter { Brightness = 0.4, Contrast = 0.4 },
                new GaussianNoise(),
            ],
            NumberOfEpochs = Epochs,
            BatchSize = BatchSize,
            LearningRate = LearningRate,
            WarmupEpochs = Math.Min(1, Epochs),
            Seed = seed,
        });
}
