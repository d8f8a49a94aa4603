using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;

namespace Nidl.ML.Tests.Documentation;

internal static class ReadmeSample
{
    public static double TestAccuracy(IDataView data)
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
        var split = ml.Data.TrainTestSplit(data, testFraction: 0.2);
        using var model = pipeline.Fit(split.TrainSet);
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(split.TestSet));
        #endregion
        return metrics.MicroAccuracy;
    }

    public static (int Answers, int Columns, float[] Embedding) Application(MLContext ml, ITransformer model, IReadOnlyList<Picture> pictures, Picture picture)
    {
        #region README.md
        var data = ml.Data.LoadFromEnumerable(pictures);
        var answers = ml.Data.CreateEnumerable<Answer>(model.Transform(data), reuseRowObject: false);
        ml.Model.Save(model, data.Schema, "model.zip");

        // In another process:
        var loaded = ml.SelfSupervised.LoadModel("model.zip", out var schema);
        var engine = ml.Model.CreatePredictionEngine<Picture, Answer>(loaded);
        var embedding = engine.Predict(picture).Embedding;
        #endregion
        engine.Dispose();
        return (answers.Count(), schema.Count, embedding);
    }

    #region README.md
    public sealed class Picture
    {
        [VectorType(1, 28, 28)]
        public float[] Image { get; set; } = [];

        public string Label { get; set; } = "";
    }

    public sealed class Answer
    {
        public float[] Embedding { get; set; } = [];

        public float[] Score { get; set; } = [];
    }
    #endregion
}
