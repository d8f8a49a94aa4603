using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML;

namespace Nidl.ML.Tests.Documentation;

internal static class ReadmeSample
{
    public static double TestAccuracy()
    {
        #region README.md
        var ml = new MLContext(seed: 1);
        var random = new Random(1);
        var rows = Enumerable.Range(0, 1000).Select(i => new Flower
        {
            Kind = $"kind {i % 4}", Measures = [.. Enumerable.Range(0, 8).Select(j => (i + j) % 4 + random.NextSingle())],
        });
        var split = ml.Data.TrainTestSplit(ml.Data.LoadFromEnumerable(rows.ToArray()), testFraction: 0.2);
        var pipeline = ml.SelfSupervised.SimClr("Embedding", "Measures", numberOfEpochs: 20)
            .Append(ml.Transforms.Conversion.MapValueToKey("Label", "Kind"))
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Label", "Embedding"));
        using var model = pipeline.Fit(split.TrainSet);
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(split.TestSet));
        ml.Model.Save(model, split.TrainSet.Schema, "model.zip"); // and anywhere else: ml.Model.Load("model.zip", out _)
        #endregion
        return metrics.MicroAccuracy;
    }

    #region README.md
    public sealed class Flower
    {
        [VectorType(8)]
        public float[] Measures { get; set; } = [];

        public string Kind { get; set; } = "";
    }
    #endregion
}
