using Microsoft.ML;
using Nidl.ML;

namespace Nidl.ML.Tests.Documentation;

internal static class ReadmeSample
{
    public static double TrainingAccuracy(IDataView data)
    {
        #region README.md
        var ml = new MLContext(seed: 1);
        var pipeline = ml.SelfSupervised.SimClr("Embedding", "Image", new SimClrOptions
            {
                Encoder = new ConvNet2d { EmbeddingDimension = 256 },
                Augmentations = [new RandomResizedCrop2d(), new RandomHorizontalFlip(), new ColorJitter(), new GaussianNoise()],
                NumberOfEpochs = 10, BatchSize = 256, Seed = 1,
            })
            .Append(ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Embedding"));
        using var model = pipeline.Fit(data);
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(data));
        #endregion
        return metrics.MicroAccuracy;
    }
}
