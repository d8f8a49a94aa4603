using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;

namespace FashionMnist;

/// <summary>Pictures to train and to test on, with what the training does with them.</summary>
/// <param name="Name">The name above its table.</param>
/// <param name="Side">The pixels of a side.</param>
/// <param name="Train">The pictures to train on.</param>
/// <param name="Test">The pictures to test on.</param>
/// <param name="SimClr">The options of SimCLR.</param>
public sealed record ImageSet(string Name, int Side, IReadOnlyList<Picture> Train, IReadOnlyList<Picture> Test, SimClrOptions SimClr)
{
    // Each view of embeddings is read once.
    private static readonly EmbeddingOptions s_readOnce = new() { CacheBytes = 0 };

    /// <summary>Fashion-MNIST as it is: garments that are upright, in the middle and of one size, before black.</summary>
    public static ImageSet AsItIs(IReadOnlyList<FashionImage> train, IReadOnlyList<FashionImage> test, int epochs) =>
        new("Fashion-MNIST", FashionImages.Side, Bytes(train), Bytes(test), new SimClrOptions
        {
            // All garments stand at one place: what is where tells them apart.
            Encoder = new ConvNet2d { EmbeddingDimension = 1024, PoolingGrid = 2 },
            Augmentations = AugmentationPresets.SmallGrayImage(),
            BatchSize = 128,
            LearningRate = 3e-3,
            Temperature = 0.2,
            NumberOfEpochs = epochs,
            WarmupEpochs = Math.Min(1, epochs),
            ProjectionHiddenDimension = 512,
            Embedding = s_readOnce,
        });

    /// <summary>The same garments as a camera takes them.</summary>
    public static ImageSet FromCamera(IReadOnlyList<FashionImage> train, IReadOnlyList<FashionImage> test, int epochs) =>
        new("Pictures as a camera takes them", CameraImages.Side, CameraImages.Take(train, seed: 1), CameraImages.Take(test, seed: 2), new()
        {
            Encoder = new ConvNet2d { EmbeddingDimension = 512 },
            // Views of 40x40 take half the time of whole ones.
            Augmentations =
            [
                new RandomResizedCrop2d { Scale = (0.2, 1), OutputSize = [40, 40] }, .. AugmentationPresets.SmallGrayImage().Skip(1),
            ],
            BatchSize = 64,
            LearningRate = 3e-3,
            Temperature = 0.2,
            NumberOfEpochs = epochs,
            WarmupEpochs = Math.Min(1, epochs),
            ProjectionHiddenDimension = 512,
            Embedding = s_readOnce,
        });

    /// <summary>Gets pictures as ML.NET sees them, bytes of shape (1, side, side).</summary>
    public IDataView View(MLContext ml, IReadOnlyList<Picture> pictures)
    {
        var schema = SchemaDefinition.Create(typeof(Picture));
        schema[nameof(Picture.Image)].ColumnType = new VectorDataViewType(NumberDataViewType.Byte, 1, Side, Side);
        schema[nameof(Picture.KnownLabel)].ColumnType = new KeyDataViewType(typeof(uint), 10);
        return ml.Data.LoadFromEnumerable(pictures, schema);
    }

    private static List<Picture> Bytes(IReadOnlyList<FashionImage> images) =>
        [.. images.Select(image => new Picture { Image = Picture.Bytes(image.Image), Label = image.Label })];
}
