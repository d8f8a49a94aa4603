using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests;

namespace Nidl.ML.Interop.Tests;

/// <summary>ML.NET's trainers after us: each learns from our column what it learns from the same numbers in a plain one.</summary>
[TestClass]
public sealed class TrainerTests
{
    private static readonly Dictionary<string, Func<MLContext, IEstimator<ITransformer>>> s_trainers = new()
    {
        ["FastTree"] = ml => ml.BinaryClassification.Trainers.FastTree("IsTop", "Embedding"),
        ["FastForest, calibrated"] = ml => ml.BinaryClassification.Trainers.FastForest("IsTop", "Embedding")
            .Append(ml.BinaryClassification.Calibrators.Platt("IsTop")),
        ["LightGbm"] = ml => ml.MulticlassClassification.Trainers.LightGbm("Label", "Embedding"),
        ["KMeans"] = ml => ml.Clustering.Trainers.KMeans("Embedding", numberOfClusters: 3),
        ["PCA"] = ml => ml.Transforms.ProjectToPrincipalComponents("Score", "Embedding", rank: 2),
        ["RandomizedPca"] = ml => ml.AnomalyDetection.Trainers.RandomizedPca("Embedding", rank: 2),
        ["one versus all"] = ml => ml.MulticlassClassification.Trainers
            .OneVersusAll(ml.BinaryClassification.Trainers.FastTree("Label", "Embedding")),
    };

    private static EmbeddingTransformer s_encoder = null!;

    public static IEnumerable<object[]> Trainers => s_trainers.Keys.Select(name => new object[] { name });

    [ClassInitialize]
    public static void Train(TestContext context)
    {
        var ml = new MLContext(1);
        s_encoder = Estimator(ml).Fit(Sample.View(ml, 60));
    }

    [ClassCleanup]
    public static void Clean() => s_encoder.Dispose();

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void Fit_OverOurColumn_LearnsWhatItLearnsFromAPlainColumn(string trainer)
    {
        var (training, others) = (Embedded(60, seed: 1), Embedded(30, seed: 9));

        var scores = FitAndScore(trainer, training, others);

        var plain = new MLContext(1);
        var expected = FitAndScore(trainer, EmbeddedSample.Copy(plain, training), EmbeddedSample.Copy(plain, others));
        Assert.IsTrue(Embeddings.AreBitEqual(expected, scores));
        Assert.IsGreaterThan(1, scores.Select(score => score[0]).Distinct().Count());
    }

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void Load_ChainWithUs_ScoresAsBefore(string trainer)
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(1);
        var images = Sample.View(ml, 60);
        using var model = Estimator(ml).Append(Labeled(ml, trainer)).Fit(images);
        ml.Model.Save(model, images.Schema, folder["model.zip"]);

        var loaded = new MLContext().Model.Load(folder["model.zip"], out _);

        var others = Sample.View(ml, 30, seed: 9);
        Assert.IsTrue(Embeddings.AreBitEqual(Scores.Of(model.Transform(others)), Scores.Of(loaded.Transform(others))));
        (loaded as IDisposable)?.Dispose();
    }

    private static SimClrEstimator Estimator(MLContext ml) => ml.SelfSupervised.SimClr("Embedding", "Image", Tiny.Options);

    private static IDataView Embedded(int count, int seed) => s_encoder.Transform(Sample.View(new MLContext(1), count, seed));

    private static IEstimator<ITransformer> Labeled(MLContext ml, string trainer) =>
        ml.Transforms.Conversion.MapValueToKey("Label", "Kind").Append(s_trainers[trainer](ml));

    // A context of its own, since trainers draw from its random numbers.
    private static float[][] FitAndScore(string trainer, IDataView training, IDataView others) =>
        Scores.Of(Labeled(new MLContext(1), trainer).Fit(training).Transform(others));
}
