using System.Globalization;
using FashionMnist;
using Microsoft.ML;
using Nidl.ML;

namespace EmbeddingService;

/// <summary>Trains the chain that the service loads: pre-training without labels, then a classifier on the embeddings.</summary>
public static class ModelTraining
{
    /// <summary>Trains, evaluates and saves.</summary>
    /// <param name="path">The model file.</param>
    /// <param name="isSmall">Whether to train for seconds, to try the service.</param>
    public static void Run(string path, bool isSmall)
    {
        var data = Path.Combine(AppContext.BaseDirectory, "data");
        var (train, test) = (FashionImages.Read(data, "train"), FashionImages.Read(data, "t10k"));
        if (isSmall)
            (train, test) = (train[..1000], test[..500]);
        var ml = new MLContext(seed: 1);
        var view = ml.Data.LoadFromEnumerable(train);
        var pipeline = ml.SelfSupervised.SimClr("Embedding", "Image", Options(isSmall))
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.Transforms.NormalizeMeanVariance("Features", "Embedding", fixZero: false))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Features"))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        using var model = pipeline.Fit(view);
        ml.Model.Save(model, view.Schema, path);
        var tested = model.Transform(ml.Data.LoadFromEnumerable(test));
        var right = ml.Data.CreateEnumerable<ModelOutput>(tested, reuseRowObject: true).Zip(test)
            .Count(row => row.First.PredictedLabel == row.Second.Label);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"trained on {train.Count} images; {(double)right / test.Count:P1} of {test.Count} others are "
            + $"classified right; saved as {path}"));
    }

    private static SimClrOptions Options(bool isSmall) => new()
    {
        Encoder = new ConvNet2d { PoolingPower = 3 },
        Augmentations = AugmentationPresets.SmallGrayImage(),
        NumberOfEpochs = isSmall ? 2 : 5,
        BatchSize = 128,
        LearningRate = 3e-3,
        Temperature = 0.2,
        ProjectionHiddenDimension = 512,
        ProjectionBatchNormalization = true,
        Seed = 1,
    };
}
