using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;

namespace FashionMnist;

/// <summary>Pictures to train and to test on, with what every training does with them.</summary>
/// <param name="Name">The name above its table.</param>
/// <param name="Side">The pixels of a side.</param>
/// <param name="Train">The pictures to train on.</param>
/// <param name="Test">The pictures to test on.</param>
public sealed record ImageSet(string Name, int Side, IReadOnlyList<Picture> Train, IReadOnlyList<Picture> Test)
{
    /// <summary>The learning rate after the warm-up.</summary>
    public const double LearningRate = 3e-3;

    /// <summary>The temperature of the loss.</summary>
    public const double Temperature = 0.2;

    /// <summary>The width of the projection head's hidden layer.</summary>
    public const int HeadWidth = 512;

    // Views are mirrored in the training, so embeddings may be means over mirror images. Each view of embeddings is read once.
    private static readonly EmbeddingOptions s_embedding = new() { MirroredAxes = SpatialAxes.Width, CacheBytes = 0 };

    /// <summary>The encoder.</summary>
    public required Encoder Encoder { get; init; }

    /// <summary>What views are made by.</summary>
    public required IReadOnlyList<Augmentation> Augmentations { get; init; }

    /// <summary>The rows of a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The passes over the pictures.</summary>
    public required int Epochs { get; init; }

    /// <summary>Fashion-MNIST as it is: garments that are upright, in the middle and of one size, before black.</summary>
    public static ImageSet AsItIs(IReadOnlyList<FashionImage> train, IReadOnlyList<FashionImage> test, int epochs) =>
        new("Fashion-MNIST", FashionImages.Side, Bytes(train), Bytes(test))
        {
            // All garments stand at one place: what is where tells them apart.
            Encoder = new ConvNet2d { EmbeddingDimension = 2304, PoolingGrid = 3, PoolingPower = 3 },
            Augmentations = AugmentationPresets.SmallGrayImage(),
            BatchSize = 128,
            Epochs = epochs,
        };

    /// <summary>The same garments as a camera takes them.</summary>
    public static ImageSet FromCamera(IReadOnlyList<FashionImage> train, IReadOnlyList<FashionImage> test, int epochs) =>
        new("Pictures as a camera takes them", CameraImages.Side, CameraImages.Take(train, seed: 1), CameraImages.Take(test, seed: 2))
        {
            // As good as with the default's 128 channels in the third stage, and quicker.
            Encoder = new ConvNet2d { HiddenChannels = [32, 64, 96], EmbeddingDimension = 512, PoolingPower = 3 },
            // Half-sized views are quick. Noise would hide the edges by which garments stand out.
            Augmentations =
            [
                new RandomResizedCrop2d { Scale = (0.35, 1), OutputSize = [28, 28] },
                new RandomHorizontalFlip2d(),
                new ColorJitter { Brightness = 0.4, Contrast = 0.4 },
            ],
            BatchSize = 64,
            Epochs = epochs,
        };

    /// <summary>Sets in a method's options what all methods share.</summary>
    public TOptions Set<TOptions>(TOptions options)
        where TOptions : TrainingOptions =>
        (TOptions)((TrainingOptions)options with
        {
            Encoder = Encoder,
            Augmentations = Augmentations,
            BatchSize = BatchSize,
            LearningRate = LearningRate,
            NumberOfEpochs = Epochs,
            WarmupEpochs = Epochs > 1 ? 1 : 0,
            Embedding = s_embedding,
        });

    /// <summary>Gets pictures as ML.NET sees them, bytes of shape (1, side, side).</summary>
    public IDataView View(MLContext ml, IReadOnlyList<Picture> pictures)
    {
        var schema = SchemaDefinition.Create(typeof(Picture));
        schema[nameof(Picture.Image)].ColumnType = new VectorDataViewType(NumberDataViewType.Byte, 1, Side, Side);
        schema[nameof(Picture.KnownLabel)].ColumnType = new KeyDataViewType(typeof(uint), 10);
        return ml.Data.LoadFromEnumerable(pictures, schema);
    }

    /// <summary>Gets the embeddings of pictures as features.</summary>
    public List<LabeledFeatures> Embed(MLContext ml, EmbeddingTransformer encoder, IReadOnlyList<Picture> pictures) =>
        [.. ml.Data.CreateEnumerable<EmbeddedImage>(encoder.Transform(View(ml, pictures)), reuseRowObject: false)
            .Select(image => new LabeledFeatures { Features = image.Embedding, Label = image.Label })];

    private static List<Picture> Bytes(IReadOnlyList<FashionImage> images) =>
        [.. images.Select(image => new Picture { Image = Picture.Bytes(image.Image), Label = image.Label })];
}
