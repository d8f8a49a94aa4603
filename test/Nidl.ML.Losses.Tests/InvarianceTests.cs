using Nidl.ML.Losses.Tests.Naive;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

[TestClass]
public sealed class InvarianceTests
{
    public static IEnumerable<object[]> Losses => EveryLoss.NameRows;

    public static IEnumerable<object[]> CosineLosses =>
        EveryLoss.Names.Except(["BarlowTwins", "VicReg", "DclWeighted"]).Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_SwappedViews_SwapsTheGradients(string name)
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = Views(6, 5);
        var (straight, swapped) = (LossAndGradients.Of(EveryLoss.Named(name), z1, z2), LossAndGradients.Of(EveryLoss.Named(name), z2, z1));
        Near.Assert([straight.Value], [swapped.Value], 1e-12, "value");
        Near.Assert(straight.Gradient1, swapped.Gradient2, 1e-12, "gradient");
    }

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_PermutingThePairs_PermutesTheGradients(string name)
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = Views(6, 5);
        var order = tensor(new long[] { 3, 1, 5, 0, 4, 2 }); // keeps the labels of EveryLoss, i modulo 3
        var loss = EveryLoss.Named(name);
        var (straight, permuted) = (LossAndGradients.Of(
            loss, z1, z2), LossAndGradients.Of(loss, z1.index_select(0, order), z2.index_select(0, order)));
        var expected = tensor(straight.Gradient1, [6, 5], dtype: ScalarType.Float64).index_select(0, order);
        Near.Assert([straight.Value], [permuted.Value], 1e-12, "value");
        Near.Assert(Values.Of(expected), permuted.Gradient1, 1e-12, "gradient");
    }

    [TestMethod]
    public void Forward_PermutingThePairsWithTheirLabels_KeepsYAware()
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = Views(5, 4);
        var (labels, order) = (Values.RandomTensor(5, 2, 3), tensor(new long[] { 4, 2, 0, 1, 3 }));
        var loss = new YAwareInfoNceLoss();
        var permuted = loss.call(z1.index_select(0, order), z2.index_select(0, order), labels.index_select(0, order));
        var unlabeled = loss.call(z1.index_select(0, order), z2.index_select(0, order), labels);
        Near.Assert([Values.Scalar(loss.call(z1, z2, labels))], [Values.Scalar(permuted)], 1e-12, "value");
        Assert.AreNotEqual(Values.Scalar(permuted), Values.Scalar(unlabeled), 1e-3);
    }

    [TestMethod]
    [DynamicData(nameof(CosineLosses))]
    public void Forward_ScalingARow_KeepsACosineLoss(string name)
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = Views(6, 5);
        var scales = tensor(new[] { 1e-6, 0.3, 1, 7, 1e3, 1e6 }, dtype: ScalarType.Float64).unsqueeze(1);
        var loss = EveryLoss.Named(name);
        Near.Assert([Values.Scalar(loss(z1, z2))], [Values.Scalar(loss(z1 * scales, z2 * scales * 2))], 1e-12, "value");
    }

    [TestMethod]
    [DataRow(9, 4)]
    [DataRow(4, 9)]
    public void Forward_AffineMapOfEachFeature_KeepsBarlowTwins(int pairs, int features)
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = Views(pairs, features);
        var (scale, shift) = (Values.RandomTensor(1, features, 4).exp(), Values.RandomTensor(1, features, 5) * 10);
        var loss = new BarlowTwinsLoss(0.3);
        Near.Assert(
            [Values.Scalar(loss.call(z1, z2))], [Values.Scalar(loss.call(z1 * scale + shift, z2 * (scale * 3) - shift))], 1e-12, "value");
    }

    [TestMethod]
    public void Forward_BandwidthTowardsZero_MakesYAwareTwiceInfoNce()
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = Views(6, 5);
        var labels = arange(6, dtype: ScalarType.Float64);
        var yAware = LossAndGradients.Of((a, b) => new YAwareInfoNceLoss(Kernel.Gaussian, 1e-6).call(a, b, labels), z1, z2);
        var infoNce = LossAndGradients.Of(new InfoNceLoss().call, z1, z2);
        Near.Assert([2 * infoNce.Value], [yAware.Value], 1e-12, "value");
        Near.Assert(infoNce.Gradients.Select(value => 2 * value), yAware.Gradients, 1e-12, "gradient");
    }

    [TestMethod]
    public void Forward_WithoutLabels_YAwareIsInfoNce()
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = Views(6, 5);
        var loss = new YAwareInfoNceLoss(temperature: 0.3);
        var expected = Values.Scalar(new InfoNceLoss(0.3).call(z1, z2));
        Assert.AreEqual(expected, Values.Scalar(loss.call(z1, z2)));
        Assert.AreEqual(expected, Values.Scalar(loss.call(z1, z2, null)));
        Assert.AreEqual(expected, Values.Scalar(loss.forward(z1, z2)));
    }

    [TestMethod]
    public void Forward_EqualLabels_MakeEveryOtherRowEquallyPositive()
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = (Values.Random(5, 4, 1), Values.Random(5, 4, 2));
        var expected = NaiveContrast.YAware(z1, z2, (_, _) => 1, 0.1, perAnchor: true);
        foreach (var normalization in Enum.GetValues<YAwareNormalization>())
        {
            var loss = new YAwareInfoNceLoss(normalization: normalization).call(Values.Matrix(z1), Values.Matrix(z2),
                full([5], 40.0, dtype: ScalarType.Float64));
            Near.Assert([expected], [Values.Scalar(loss)], 1e-12, normalization.ToString());
        }
    }

    [TestMethod]
    public void Dcl_SameViews_IsInfoNceWithoutThePositiveInTheDenominator()
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = Views(2, 1);
        // Two pairs in one dimension: every cosine is 1 or -1. Pair 0 points to (+, +), pair 1 to (-, -): positives 1, negatives -1.
        z1 = tensor(new[,] { { 1.0 }, { -1.0 } });
        z2 = tensor(new[,] { { 2.0 }, { -3.0 } });
        Near.Assert([-2 / 0.5 + Math.Log(2)], [Values.Scalar(new DclLoss(0.5).call(z1, z2))], 1e-12, "dcl");
        Near.Assert([Math.Log(1 + 2 * Math.Exp(-2 / 0.5))], [Values.Scalar(new InfoNceLoss(0.5).call(z1, z2))], 1e-12, "infoNce");
    }

    [TestMethod]
    public void DclwWeights_OfAnyBatch_SumToTheNumberOfPairsAndFavorHardPairs()
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = Views(8, 5);
        var weights = Values.Of(DclwLoss.PositiveWeights(z1, z2, 0.5));
        Near.Assert([8], [weights.Sum()], 1e-12, "sum");
        var alignment = NaiveContrast.Rows(Values.Random(8, 5, 1)).Zip(NaiveContrast.Rows(Values.Random(8, 5, 2)),
            NaiveContrast.Cosine).ToArray();
        Assert.AreEqual(Array.IndexOf(alignment, alignment.Min()), Array.IndexOf(weights, weights.Max()));
    }

    [TestMethod]
    public void Forward_DetachWeights_KeepsTheValueAndChangesTheGradient()
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = Views(8, 5);
        var attached = LossAndGradients.Of(new DclwLoss().call, z1, z2);
        var detached = LossAndGradients.Of(new DclwLoss(detachWeights: true).call, z1, z2);
        var weights = DclwLoss.PositiveWeights(z1, z2, 0.5);
        var constant = LossAndGradients.Of(new DclLoss(0.1, (_, _) => weights).call, z1, z2);
        Near.Assert([attached.Value], [detached.Value], 1e-12, "value");
        Near.Assert(constant.Gradients, detached.Gradients, 1e-12, "gradient with constant weights");
        Assert.IsGreaterThan(1e-2, attached.Gradients.Zip(detached.Gradients, (a, b) => Math.Abs(a - b)).Max());
    }

    private static (Tensor Z1, Tensor Z2) Views(int pairs, int features) =>
        (Values.RandomTensor(pairs, features, 1), Values.RandomTensor(pairs, features, 2));
}
