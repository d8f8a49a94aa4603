using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Dependencies.Tests.MicrosoftML;

/// <summary>The optimality conditions of mean loss + l2 * (|W|^2 / 2 + l1 * |W|).</summary>
[TestClass]
public sealed class SdcaTests
{
    private const double Tolerance = 5e-3;

    private readonly MLContext _ml = new(seed: 1);
    private readonly TrainerData.Row[] _rows = TrainerData.Rows(400);

    [TestMethod]
    [DataRow(0.05f)]
    [DataRow(0.2f)]
    public void Regression_EndsWhereTheGradientIsZero_WithAFreeBias(float l2)
    {
        var options = new SdcaRegressionTrainer.Options { LabelColumnName = "Number", L2Regularization = l2, L1Regularization = 0, ConvergenceTolerance = 1e-6f, MaximumNumberOfIterations = 2000 };
        var model = _ml.Regression.Trainers.Sdca(options).Fit(_ml.Data.Cache(TrainerData.View(_ml, _rows))).Model;
        var weights = model.Weights.Select(w => (double)w).ToArray();
        var gradient = new double[weights.Length + 1];
        foreach (var row in _rows)
        {
            var residual = 2 * (model.Bias + weights.Zip(row.Features, (w, x) => w * x).Sum() - row.Number) / _rows.Length;
            for (var j = 0; j < weights.Length; j++) gradient[j] += residual * row.Features[j];
            gradient[^1] += residual;
        }

        var worst = weights.Select((w, j) => Math.Abs(gradient[j] + (l2 * w))).Append(Math.Abs(gradient[^1])).Max();
        Assert.IsLessThan(Tolerance, worst);
    }

    // With an L1 term ML.NET's own solver may stop before its bias is free, so only the sparsity holds in both modes.
    [TestMethod]
    public void Regression_StrongL1_LeavesWeightsAtZero()
    {
        var options = new SdcaRegressionTrainer.Options { LabelColumnName = "Number", L2Regularization = 0.1f, L1Regularization = 2, ConvergenceTolerance = 1e-6f, MaximumNumberOfIterations = 2000 };
        var model = _ml.Regression.Trainers.Sdca(options).Fit(_ml.Data.Cache(TrainerData.View(_ml, _rows))).Model;

        CollectionAssert.Contains(model.Weights.ToArray(), 0f);
        CollectionAssert.AreNotEqual(new float[TrainerData.Features], model.Weights.ToArray());
    }

    [TestMethod]
    [DataRow(0.02f, 0f)]
    [DataRow(0.05f, 1f)]
    public void MaximumEntropy_EndsWhereZeroIsASubgradient_OfThePairwiseLoss(float l2, float l1)
    {
        var options = new SdcaMaximumEntropyMulticlassTrainer.Options { L2Regularization = l2, L1Regularization = l1, ConvergenceTolerance = 1e-6f, MaximumNumberOfIterations = 2000 };
        var model = _ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(options).Fit(_ml.Data.Cache(TrainerData.View(_ml, _rows))).Model;
        VBuffer<float>[] buffers = [];
        model.GetWeights(ref buffers, out var classes);
        var biases = model.GetBiases().ToArray();
        // The bias is regularised like a weight, so it is one more of them, of a feature that is always one.
        var weights = buffers.Take(classes).Select((b, c) => b.DenseValues().Append(biases[c]).Select(v => (double)v).ToArray()).ToArray();
        var gradient = PairwiseGradient(weights);

        var worst = weights.SelectMany((w, c) => w.Select((v, j) => TrainerData.Violation(gradient[c][j] + (l2 * v), v, l2 * l1))).Max();
        Assert.IsLessThan(Tolerance, worst);
    }

    [TestMethod]
    public void Defaults_FitTheLine()
    {
        var view = _ml.Data.Cache(TrainerData.View(_ml, _rows));
        var metrics = _ml.Regression.Evaluate(_ml.Regression.Trainers.Sdca("Number").Fit(view).Transform(view), "Number");

        Assert.IsGreaterThan(0.98, metrics.RSquared);
    }

    private double[][] PairwiseGradient(double[][] weights)
    {
        var gradient = weights.Select(w => new double[w.Length]).ToArray();
        foreach (var row in _rows)
        {
            double[] x = [.. row.Features.Select(v => (double)v), 1];
            var scores = weights.Select(w => w.Zip(x, (a, b) => a * b).Sum()).ToArray();
            var label = (int)row.Label;
            for (var c = 0; c < weights.Length; c++)
            {
                if (c == label) continue;
                var slope = 1 / (1 + Math.Exp(scores[label] - scores[c])) / _rows.Length;
                for (var j = 0; j < x.Length; j++)
                {
                    gradient[c][j] += slope * x[j];
                    gradient[label][j] -= slope * x[j];
                }
            }
        }

        return gradient;
    }
}
