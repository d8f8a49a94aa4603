using Microsoft.ML;
using Microsoft.ML.Data;

namespace Dependencies.Tests.MicrosoftML;

[TestClass]
public sealed class EvaluationTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Multiclass_CountsAndLogLoss()
    {
        Classified[] rows =
        [
            new() { Label = 0, PredictedLabel = 0, Score = [0.7f, 0.2f, 0.1f] }, new() { Label = 0, PredictedLabel = 1, Score = [0.3f, 0.6f, 0.1f] },
            new() { Label = 1, PredictedLabel = 1, Score = [0.1f, 0.8f, 0.1f] }, new() { Label = 2, PredictedLabel = 2, Score = [0.2f, 0.3f, 0.5f] },
        ];
        var metrics = _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(rows), topKPredictionCount: 2);

        Assert.AreEqual(0.75, metrics.MicroAccuracy, 1e-9);
        Assert.AreEqual((0.5 + 1 + 1) / 3, metrics.MacroAccuracy, 1e-9);
        Assert.AreEqual(-(Math.Log(0.7) + Math.Log(0.3) + Math.Log(0.8) + Math.Log(0.5)) / 4, metrics.LogLoss, 1e-6);
        Assert.AreEqual(1.0, metrics.TopKAccuracy, 1e-9);
        Assert.AreEqual(1.0, metrics.ConfusionMatrix.GetCountForClassPair(1, 0));
        Assert.AreEqual(0.5, metrics.ConfusionMatrix.PerClassRecall[0], 1e-9);
        Assert.AreEqual(0.5, metrics.ConfusionMatrix.PerClassPrecision[1], 1e-9);
        var entropy = -((0.5 * Math.Log(0.5)) + (0.5 * Math.Log(0.25)));
        Assert.AreEqual(1 - (metrics.LogLoss / entropy), metrics.LogLossReduction, 1e-6);
    }

    [TestMethod]
    public void Binary_AreaAndF1()
    {
        Judged[] rows =
        [
            new() { Label = true, PredictedLabel = true, Score = 2, Probability = 0.9f }, new() { Label = false, PredictedLabel = true, Score = 1, Probability = 0.7f },
            new() { Label = true, PredictedLabel = false, Score = -1, Probability = 0.3f }, new() { Label = false, PredictedLabel = false, Score = -2, Probability = 0.2f },
        ];
        var metrics = _ml.BinaryClassification.Evaluate(_ml.Data.LoadFromEnumerable(rows));

        Assert.AreEqual(0.5, metrics.Accuracy, 1e-9);
        Assert.AreEqual(0.75, metrics.AreaUnderRocCurve, 1e-9);
        Assert.AreEqual(0.5, metrics.F1Score, 1e-9);
        Assert.AreEqual(1.0, metrics.Entropy, 1e-9);
        Assert.AreEqual(-(Math.Log2(0.9) + Math.Log2(0.3) + Math.Log2(0.3) + Math.Log2(0.8)) / 4, metrics.LogLoss, 1e-6);
    }

    [TestMethod]
    public void Regression_Errors()
    {
        Measured[] rows = [new() { Label = 1, Score = 2 }, new() { Label = 3, Score = 3 }, new() { Label = 5, Score = 3 }];
        var metrics = _ml.Regression.Evaluate(_ml.Data.LoadFromEnumerable(rows));

        Assert.AreEqual(1.0, metrics.MeanAbsoluteError, 1e-9);
        Assert.AreEqual(5 / 3.0, metrics.MeanSquaredError, 1e-9);
        Assert.AreEqual(Math.Sqrt(5 / 3.0), metrics.RootMeanSquaredError, 1e-9);
        Assert.AreEqual(1 - (5 / 8.0), metrics.RSquared, 1e-9);
    }

    [TestMethod]
    public void CrossValidate_TestsEachRowOnce()
    {
        var view = TrainerData.View(_ml, TrainerData.Rows(300));
        var folds = _ml.MulticlassClassification.CrossValidate(view, _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(), numberOfFolds: 3);
        var binary = _ml.BinaryClassification.CrossValidate(view, _ml.BinaryClassification.Trainers.LbfgsLogisticRegression("IsFirst"), numberOfFolds: 3, labelColumnName: "IsFirst");
        var regression = _ml.Regression.CrossValidate(_ml.Data.Cache(view), _ml.Regression.Trainers.Sdca("Number"), numberOfFolds: 3, labelColumnName: "Number");

        Assert.HasCount(3, folds);
        Assert.AreEqual(300, folds.Sum(f => f.ScoredHoldOutSet.GetColumn<uint>("PredictedLabel").Count()));
        Assert.IsTrue(folds.All(f => f.Metrics.MicroAccuracy > 0.4));
        Assert.IsTrue(binary.All(f => f.Metrics.AreaUnderRocCurve > 0.6));
        Assert.IsTrue(regression.All(f => f.Metrics.RSquared > 0.9));
    }

    public sealed class Classified
    {
        [KeyType(3)]
        public uint Label { get; set; }

        [KeyType(3)]
        public uint PredictedLabel { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];
    }

    public sealed class Judged
    {
        public bool Label { get; set; }

        public bool PredictedLabel { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }

    public sealed class Measured
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}
