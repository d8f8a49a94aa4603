using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Dependencies.Tests.MicrosoftML;

/// <summary>The optimality conditions of the documented objective: (sum of w_i loss_i + l2/2 |W|^2) / sum of w_i + l1/n |W|, biases free.</summary>
[TestClass]
public sealed class LbfgsTests
{
    private const double Tolerance = 2e-3;

    private readonly MLContext _ml = new(seed: 1);
    private readonly TrainerData.Row[] _rows = TrainerData.Rows(400);

    [TestMethod]
    [DataRow(1f, 1f, false, null)]
    [DataRow(20f, 0.5f, false, null)]
    [DataRow(0f, 1f, true, null)]
    [DataRow(5f, 2f, true, 1)]
    public void MaximumEntropy_EndsWhereZeroIsASubgradient(float l1, float l2, bool weighted, int? threads)
    {
        var model = _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            L1Regularization = l1, L2Regularization = l2, ExampleWeightColumnName = weighted ? "Weight" : null, OptimizationTolerance = 1e-9f, NumberOfThreads = threads,
        }).Fit(TrainerData.View(_ml, _rows)).Model;
        VBuffer<float>[] buffers = [];
        model.GetWeights(ref buffers, out var classes);
        var weights = buffers.Select(b => b.DenseValues().Select(v => (double)v).ToArray()).ToArray();
        var biases = model.GetBiases().Select(b => (double)b).ToArray();

        Assert.AreEqual(3, classes);
        var worst = MaximumEntropyViolation(weights, biases, l1, l2, weighted);
        Assert.IsLessThan(Tolerance, worst);
        if (l1 >= 20) Assert.IsTrue(weights.Any(w => w.Contains(0)), "strong L1 leaves some weights at zero");
    }

    [TestMethod]
    [DataRow(1f, 1f)]
    [DataRow(10f, 0f)]
    public void LogisticRegression_EndsWhereZeroIsASubgradient(float l1, float l2)
    {
        var model = _ml.BinaryClassification.Trainers.LbfgsLogisticRegression("IsFirst", l1Regularization: l1, l2Regularization: l2, optimizationTolerance: 1e-9f)
            .Fit(TrainerData.View(_ml, _rows)).Model;
        var weights = model.SubModel.Weights.Select(w => (double)w).ToArray();
        var gradient = new double[weights.Length + 1];
        foreach (var row in _rows)
        {
            var score = model.SubModel.Bias + weights.Zip(row.Features, (w, x) => w * x).Sum();
            var residual = (1 / (1 + Math.Exp(-score))) - (row.IsFirst ? 1 : 0);
            for (var j = 0; j < weights.Length; j++) gradient[j] += residual * row.Features[j] / _rows.Length;
            gradient[^1] += residual / _rows.Length;
        }

        var worst = weights.Select((w, j) => TrainerData.Violation(gradient[j] + (l2 * w / _rows.Length), w, l1 / _rows.Length)).Append(Math.Abs(gradient[^1])).Max();
        Assert.IsLessThan(Tolerance, worst);
        Assert.AreEqual(-1.0, model.Calibrator.Slope);
    }

    [TestMethod]
    public void NonNegativity_KeepsWeightsFromGettingNegative()
    {
        var model = _ml.BinaryClassification.Trainers.LbfgsLogisticRegression("IsFirst", enforceNonNegativity: true).Fit(TrainerData.View(_ml, _rows)).Model;

        Assert.IsTrue(model.SubModel.Weights.All(w => w >= 0));
        Assert.IsGreaterThan(0f, model.SubModel.Weights[0]);
    }

    [TestMethod]
    public void RowsWithMissingFeatures_AreSkipped()
    {
        TrainerData.Row[] rows = [.. _rows, new() { Label = 1, Features = [float.NaN, 0, 0, 0, 0, 0] }, new() { Label = 3, Features = new float[TrainerData.Features] }];

        CollectionAssert.AreEqual(Biases(_rows), Biases(rows));
    }

    [TestMethod]
    public void NoRows_Throw() => Assert.Throws<InvalidOperationException>(() => Biases([]));

    [TestMethod]
    public void Outputs_HaveTheNamesTypesAndKeyValuesOfTheLabel()
    {
        var view = TrainerData.View(_ml, _rows);
        var named = _ml.Transforms.Conversion.MapValueToKey("Class", "IsFirst", addKeyValueAnnotationsAsText: true)
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class")).Fit(view).Transform(view);

        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 2), named.Schema["Score"].Type);
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 2), named.Schema["PredictedLabel"].Type);
        Assert.IsTrue(named.Schema["PredictedLabel"].HasKeyValues());
        Assert.IsTrue(named.GetColumn<float[]>("Score").All(s => Math.Abs(s.Sum() - 1) < 1e-5));

        var binary = _ml.BinaryClassification.Trainers.LbfgsLogisticRegression("IsFirst").Fit(view).Transform(view);
        Assert.AreEqual(BooleanDataViewType.Instance, binary.Schema["PredictedLabel"].Type);
        Assert.AreEqual(NumberDataViewType.Single, binary.Schema["Probability"].Type);
        CollectionAssert.AreEqual(binary.GetColumn<float>("Score").Select(s => s > 0).ToArray(), binary.GetColumn<bool>("PredictedLabel").ToArray());
    }

    private float[] Biases(TrainerData.Row[] rows)
        => [.. _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1 }).Fit(TrainerData.View(_ml, rows)).Model.GetBiases()];

    private double MaximumEntropyViolation(double[][] weights, double[] biases, float l1, float l2, bool weighted)
    {
        var classes = biases.Length;
        var gradient = Enumerable.Range(0, classes).Select(_ => new double[TrainerData.Features + 1]).ToArray();
        double weightSum = 0;
        foreach (var row in _rows)
        {
            double rowWeight = weighted ? row.Weight : 1;
            weightSum += rowWeight;
            var exponentials = Enumerable.Range(0, classes).Select(c => Math.Exp(biases[c] + weights[c].Zip(row.Features, (w, x) => w * x).Sum())).ToArray();
            for (var c = 0; c < classes; c++)
            {
                var residual = rowWeight * ((exponentials[c] / exponentials.Sum()) - (c == row.Label ? 1 : 0));
                for (var j = 0; j < TrainerData.Features; j++) gradient[c][j] += residual * row.Features[j];
                gradient[c][^1] += residual;
            }
        }

        double worst = 0;
        for (var c = 0; c < classes; c++)
        {
            worst = Math.Max(worst, Math.Abs(gradient[c][^1] / weightSum));
            for (var j = 0; j < TrainerData.Features; j++)
            {
                worst = Math.Max(worst, TrainerData.Violation((gradient[c][j] + (l2 * weights[c][j])) / weightSum, weights[c][j], l1 / _rows.Length));
            }
        }

        return worst;
    }
}
