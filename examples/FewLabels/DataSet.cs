using FashionMnist;
using Microsoft.ML.Data;
using Nidl.ML;

namespace FewLabels;

/// <summary>A row: features, and a class that is empty where nobody has labeled it.</summary>
public sealed class Row
{
    /// <summary>The features; the data set gives their shape.</summary>
    public float[] Features { get; set; } = [];

    /// <summary>The class; empty if unknown.</summary>
    public string Label { get; set; } = "";
}

/// <summary>Rows to pre-train on, of which few are labeled, rows to test on, and what suits them.</summary>
/// <param name="Name">"tabular" or "image".</param>
/// <param name="Train">
/// The rows to learn from; all are used without their labels, the first <paramref name="LabeledCount"/> with them.
/// </param>
/// <param name="LabeledCount">How many of them count as labeled.</param>
/// <param name="Test">The rows to test on.</param>
/// <param name="Shape">The shape of one row's features.</param>
/// <param name="Options">The pre-training.</param>
/// <param name="MaximumSeconds">The time for the search of the probe, in seconds.</param>
public sealed record DataSet(
    string Name, IReadOnlyList<Row> Train, int LabeledCount, IReadOnlyList<Row> Test, int[] Shape, SimClrOptions Options,
    double MaximumSeconds)
{
    private static readonly string[] _garments = [
        "T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

    /// <summary>Gets the rows' schema: features of the data set's shape, and the label.</summary>
    public SchemaDefinition Schema
    {
        get
        {
            var schema = SchemaDefinition.Create(typeof(Row));
            schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Shape);
            return schema;
        }
    }

    /// <summary>Creates a data set by its name.</summary>
    public static DataSet Create(string name, bool isSmall) => name == "tabular" ? Tabular(isSmall) : Image(isSmall);

    /// <summary>A made-up table: 40 measurements of 6 hidden quantities with noise; the class depends on the hidden quantities.</summary>
    private static DataSet Tabular(bool isSmall)
    {
        var rows = HiddenFactors.Rows(isSmall ? 1500 : 6000, seed: 1);
        var test = rows.Count / 3;
        return new("tabular", rows.Skip(test).ToArray(), 60, rows.Take(test).ToArray(), [HiddenFactors.MeasurementCount], new SimClrOptions
        {
            Encoder = new MlpEncoder { HiddenDimensions = [128, 128], EmbeddingDimension = 32, Normalization = MlpNormalization.BatchNorm },
            NumberOfEpochs = isSmall ? 3 : 20, BatchSize = 256, LearningRate = 1e-3, WarmupEpochs = 1, ProjectionHiddenDimension = 128,
            ProjectionOutputDimension = 64, Seed = 1,
        }, MaximumSeconds: isSmall ? 10 : 120);
    }

    private static DataSet Image(bool isSmall)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "data");
        var train = FashionImages.Read(folder, "train").Take(isSmall ? 600 : 12_000).Select(Convert).ToArray();
        var test = FashionImages.Read(folder, "t10k").Take(isSmall ? 300 : 2000).Select(Convert).ToArray();
        return new("image", train, 200, test, [1, 28, 28], new SimClrOptions
        {
            Encoder = new ConvNet2d { EmbeddingDimension = 2304, PoolingGrid = 3, PoolingPower = 3 },
            Augmentations = AugmentationPresets.SmallGrayImage(),
            NumberOfEpochs = isSmall ? 1 : 8, BatchSize = 128, LearningRate = 3e-3, Temperature = 0.2, WarmupEpochs = isSmall ? 0 : 1,
            ProjectionHiddenDimension = 512, ProjectionBatchNormalization = true, Seed = 1, Precision = Precision.Auto,
            Embedding = new() { MirroredAxes = SpatialAxes.Width },
        }, MaximumSeconds: isSmall ? 10 : 120);
    }

    private static Row Convert(FashionImage image) => new() { Features = image.Image, Label = _garments[image.Label] };
}
