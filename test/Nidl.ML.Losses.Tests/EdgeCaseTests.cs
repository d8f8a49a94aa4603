using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

[TestClass]
public sealed class EdgeCaseTests
{
    public static IEnumerable<object[]> Losses => EveryLoss.NameRows;

    /// <summary>Without the one whose weight function, being the caller's, computes in half precision.</summary>
    public static IEnumerable<object[]> OwnPrecision => EveryLoss.Names.Except(["DclWeighted"]).Select(name => new object[] { name });

    public static IEnumerable<object[]> LowPrecision =>
        from name in EveryLoss.WithTemperature.Keys
        from type in new[] { ScalarType.Float32, ScalarType.BFloat16 }
        select new object[] { name, type };

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_ZeroRow_HasModerateGradient(string name)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16 })
        {
            var (z1, z2) = (Values.Random(4, 3, 1), Values.Random(4, 3, 2));
            for (var k = 0; k < 3; k++) z1[1, k] = 0;
            var ours = LossAndGradients.Of(EveryLoss.Named(name), Values.Matrix(z1, type), Values.Matrix(z2, type));
            Assert.IsTrue(ours.IsFinite);
            Assert.IsLessThan(1e3, ours.Gradients.Max(Math.Abs));
        }
    }

    [TestMethod]
    public void Forward_ZeroRow_HasSimilarityZeroToEveryRow()
    {
        using var scope = NewDisposeScope();
        var zeros = torch.zeros(3, 4, dtype: ScalarType.Float64);
        Near.Assert([Math.Log(5)], [Values.Scalar(new InfoNceLoss().call(zeros, zeros))], 1e-12, "InfoNce");
        Near.Assert([Math.Log(4)], [Values.Scalar(new DclLoss().call(zeros, zeros))], 1e-12, "Dcl");
        Near.Assert([2 * Math.Log(5)], [Values.Scalar(new YAwareInfoNceLoss().call(zeros, zeros, arange(3)))], 1e-12, "YAware");
    }

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_DuplicateRows_AreFinite(string name)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16 })
        {
            var row = Values.RandomTensor(1, 6, 1, type);
            var ours = LossAndGradients.Of(EveryLoss.Named(name), row.repeat(5, 1), row.repeat(5, 1));
            Assert.IsTrue(ours.IsFinite, type.ToString());
        }
    }

    /// <summary>Each end of each range, in single precision, on rows of ordinary and of small length.</summary>
    [TestMethod]
    [DataRow(1e-20)]
    [DataRow(1e20)]
    public void Forward_EndOfARange_IsFiniteWithItsGradient(double end)
    {
        using var scope = NewDisposeScope();
        var losses = EveryLoss.WithTemperature.ToDictionary(entry => entry.Key, entry => entry.Value(end));
        losses["sigma"] = new DclwLoss(sigma: end).call;
        losses["lambda"] = new BarlowTwinsLoss(lambda: end).call;
        foreach (var (name, loss) in losses)
        {
            foreach (var length in new[] { 1, 1e-5 })
            {
                Tensor Rows(int seed) => Values.RandomTensor(8, 3, seed, ScalarType.Float32) * length;
                Assert.IsTrue(LossAndGradients.Of(loss, Rows(1), Rows(2)).IsFinite, $"{name}, rows of length {length}");
            }
        }
    }

    [TestMethod]
    [DataRow(6, 3)]
    [DataRow(3, 6)]
    public void Forward_ConstantFeature_HasCorrelationZero(int pairs, int features)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
        {
            var (z1, z2) = (Values.Random(pairs, features, 1), Values.Random(pairs, features, 2));
            for (var i = 0; i < pairs; i++) z1[i, 0] = 0.1; // not representable: its mean is rounded
            var ours = LossAndGradients.Of(new BarlowTwinsLoss(0.2).call, Values.Matrix(z1, type), Values.Matrix(z2, type));
            Near.Assert([Naive.NaiveBarlowTwins.Loss(z1, z2, 0.2)], [ours.Value], type == ScalarType.Float64 ? 1e-12 : 1e-5, "value");
            Assert.IsTrue(ours.IsFinite);
        }
    }

    [TestMethod]
    [DataRow(0.3f)]
    [DataRow(-7e5f)]
    public void Forward_FeatureThatIsConstantButForRounding_HasCorrelationZeroAndModerateGradient(float value)
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = (Values.RandomTensor(12, 3, 1, ScalarType.Float32), Values.RandomTensor(12, 3, 2, ScalarType.Float32));
        var neighbors = tensor(Enumerable.Range(0, 12).Select(i => i % 3 == 0 ? MathF.BitIncrement(value) : value).ToArray(), [12, 1]);
        var constant = full([12, 1], (double)value, dtype: ScalarType.Float32);
        var loss = new BarlowTwinsLoss(0.2);
        var expected = LossAndGradients.Of(loss.call, cat([z1, constant], 1), cat([z2, z2.narrow(1, 0, 1)], 1));
        var ours = LossAndGradients.Of(loss.call, cat([z1, neighbors], 1), cat([z2, z2.narrow(1, 0, 1)], 1));
        Near.Assert([expected.Value], [ours.Value], 1e-5, "value");
        Assert.IsLessThan(100, ours.Gradients.Max(Math.Abs));
    }

    [TestMethod]
    public void Forward_ConstantView_GivesTheNumberOfFeatures()
    {
        for (var pairs = 2; pairs <= 40; pairs++) // the rounded mean of 0.1 is 0.1 for some batches only
        {
            using var scope = NewDisposeScope();
            var (constant, z2) = (full([pairs, 3], 0.1, dtype: ScalarType.Float32), Values.RandomTensor(pairs, 3, 1, ScalarType.Float32));
            var ours = LossAndGradients.Of(new BarlowTwinsLoss().call, constant, z2);
            Assert.AreEqual(3, ours.Value, $"{pairs} pairs");
            Assert.IsTrue(ours.IsFinite);
        }
    }

    [TestMethod]
    [DynamicData(nameof(LowPrecision))]
    public void Forward_SmallTemperature_IsFiniteInLowPrecision(string name, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var loss = EveryLoss.WithTemperature[name](0.01);
        var (z1, z2) = (Values.RandomTensor(64, 32, 1, type), Values.RandomTensor(64, 32, 2, type));
        Assert.IsTrue(LossAndGradients.Of(loss, z1, z2).IsFinite, "independent views");
        Assert.IsTrue(LossAndGradients.Of(loss, z1, z1).IsFinite, "identical views");
        Assert.IsTrue(LossAndGradients.Of(loss, z1, -z1).IsFinite, "opposite views");
    }

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_TypeOfTheResult_IsTypeOfTheInputs(string name)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16 })
        {
            var z1 = Values.RandomTensor(6, 4, 1, type).requires_grad_();
            var loss = EveryLoss.Named(name)(z1, Values.RandomTensor(6, 4, 2, type));
            loss.backward();
            Assert.AreEqual(type, loss.dtype);
            Assert.AreEqual(0, loss.dim());
            Assert.AreEqual(type, z1.grad!.dtype);
        }
    }

    [TestMethod]
    [DynamicData(nameof(OwnPrecision))]
    public void Forward_HalfPrecision_IsSinglePrecisionRoundedOnce(string name)
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = (Values.RandomTensor(40, 16, 1, ScalarType.BFloat16), Values.RandomTensor(40, 16, 2, ScalarType.BFloat16));
        var half = EveryLoss.Named(name)(z1, z2);
        var single = EveryLoss.Named(name)(z1.to(ScalarType.Float32), z2.to(ScalarType.Float32));
        Assert.AreEqual(Values.Scalar(single.to(ScalarType.BFloat16)), Values.Scalar(half));
    }

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_TwoPairs_AreEnough(string name)
    {
        using var scope = NewDisposeScope();
        Assert.IsTrue(LossAndGradients.Of(EveryLoss.Named(name), Values.RandomTensor(2, 3, 1), Values.RandomTensor(2, 3, 2)).IsFinite);
    }

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_LargeBatch_AgreesWithDoublePrecision(string name)
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = (Values.RandomTensor(700, 24, 1), Values.RandomTensor(700, 24, 2));
        var loss = EveryLoss.Named(name);
        var exact = LossAndGradients.Of(loss, z1, z2);
        var single = LossAndGradients.Of(loss, z1.to(ScalarType.Float32), z2.to(ScalarType.Float32));
        Near.Assert([exact.Value], [single.Value], 1e-5, "value");
        Near.Assert(exact.Gradients, single.Gradients, 1e-5, "gradients");
    }

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_NotANumber_GivesNotANumber(string name)
    {
        using var scope = NewDisposeScope();
        var z1 = Values.Random(4, 3, 1);
        z1[2, 1] = double.NaN;
        Assert.IsTrue(double.IsNaN(Values.Scalar(EveryLoss.Named(name)(Values.Matrix(z1), Values.RandomTensor(4, 3, 2)))));
    }

    [TestMethod]
    public void Forward_LabelsOfAnyRealType_GiveTheSameLoss()
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = (Values.RandomTensor(4, 3, 1, ScalarType.Float32), Values.RandomTensor(4, 3, 2, ScalarType.Float32));
        var loss = new YAwareInfoNceLoss(Kernel.Linear, 9.0);
        var labels = tensor(new long[] { 3, 1, 0, 1 });
        var expected = Values.Scalar(loss.call(z1, z2, labels.to(ScalarType.Float32)));
        ScalarType[] types =
            [ScalarType.Float64, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Byte];
        foreach (var type in types)
        {
            var ours = loss.call(z1, z2, labels.to(type));
            Assert.AreEqual(ScalarType.Float32, ours.dtype);
            Near.Assert([expected], [Values.Scalar(ours)], 1e-6, type.ToString());
        }
    }

    [TestMethod]
    public void Forward_BooleanLabels_AreZeroAndOne()
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = (Values.RandomTensor(3, 3, 1), Values.RandomTensor(3, 3, 2));
        var labels = tensor(new[] { true, false, true });
        var loss = new YAwareInfoNceLoss();
        Near.Assert(
            [Values.Scalar(loss.call(z1, z2, labels.to(ScalarType.Float64)))], [Values.Scalar(loss.call(z1, z2, labels))], 1e-12, "value");
    }
}
