using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;
using Nidl.ML.Tests;

namespace Nidl.ML.Interop.Tests;

/// <summary>ML.NET's cross-validation over pipelines with us in them.</summary>
[TestClass]
public sealed class CrossValidationTests
{
    private const int Rows = 60;

    [TestMethod]
    public void CrossValidate_PipelineThatTrainsUs_TrainsOnTheOtherRowsAlone()
    {
        var ml = new MLContext(1);
        var samples = Sample.Rows(Rows);
        var pipeline = Encoder(ml).Append(Classifier(ml));

        var folds = ml.MulticlassClassification.CrossValidate(ml.Data.LoadFromEnumerable(samples), pipeline, numberOfFolds: 3);

        var heldOut = folds.Select(fold => fold.ScoredHoldOutSet.GetColumn<int>("Number").ToArray()).ToArray();
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Rows).ToArray(), heldOut.SelectMany(numbers => numbers).ToArray());
        foreach (var (fold, numbers) in folds.Zip(heldOut))
        {
            var others = samples.Where(sample => !numbers.Contains(sample.Number));
            using var encoder = Encoder(ml).Fit(ml.Data.LoadFromEnumerable(others));
            var expected = Embeddings.Of(encoder.Transform(ml.Data.LoadFromEnumerable(numbers.Select(number => samples[number]))));
            Assert.IsTrue(Embeddings.AreBitEqual(expected, Embeddings.Of(fold.ScoredHoldOutSet)), $"fold {fold.Fold}");
            Assert.IsGreaterThan(0.5, fold.Metrics.MicroAccuracy);
            (fold.Model as IDisposable)!.Dispose();
        }
    }

    [TestMethod]
    public void CrossValidate_ClassifierOverEmbeddingsTrainedOnce_IsThatOverPlainVectors()
    {
        using var encoder = Encoder(new MLContext(1)).Fit(Sample.View(new MLContext(1), Rows));
        var embedded = encoder.Transform(Sample.View(new MLContext(1), Rows));

        var losses = LossesOfFolds(embedded);

        CollectionAssert.AreEqual(LossesOfFolds(EmbeddedSample.Copy(new MLContext(1), embedded)), losses);
    }

    private static double[] LossesOfFolds(IDataView embedded)
    {
        var ml = new MLContext(1);
        var folds = ml.MulticlassClassification.CrossValidate(embedded, Classifier(ml), numberOfFolds: 3);
        return [.. folds.Select(fold => fold.Metrics.LogLoss)];
    }

    private static SimClrEstimator Encoder(MLContext ml) => ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options);

    private static IEstimator<ITransformer> Classifier(MLContext ml) => ml.Transforms.Conversion.MapValueToKey("Label", "Kind")
        .Append(ml.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options
        {
            FeatureColumnName = "Embedding", MinimumExampleCountPerLeaf = 2, Seed = 1,
        }));
}
