using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

[TestClass]
public sealed class InputErrorTests
{
    public static IEnumerable<object[]> Losses => EveryLoss.NameRows;

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_OtherRank_Throws(string name) =>
        Throws(name, zeros(4, 3, 2), zeros(4, 3), "z1 must have shape (batch, features), but was (4, 3, 2). (Parameter 'z1')");

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_OtherRankOfSecondView_Throws(string name) =>
        Throws(name, zeros(4, 3), zeros(4), "z2 must have shape (batch, features), but was (4). (Parameter 'z2')");

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_Integers_Throw(string name) =>
        Throws(name, zeros(4, 3, dtype: ScalarType.Int64), zeros(4, 3),
            "z1 must hold floating-point values, but its data type was Int64. (Parameter 'z1')");

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_DifferentBatches_Throw(string name) =>
        Throws(name, zeros(4, 3), zeros(5, 3),
            "z1 and z2 must have the same shape (batch, features), but were (4, 3) and (5, 3). (Parameter 'z2')");

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_DifferentWidths_Throw(string name) =>
        Throws(name, zeros(4, 3), zeros(4, 2),
            "z1 and z2 must have the same shape (batch, features), but were (4, 3) and (4, 2). (Parameter 'z2')");

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_DifferentTypes_Throw(string name) =>
        Throws(name, zeros(4, 3), zeros(4, 3, dtype: ScalarType.Float64),
            "z1 and z2 must have the same data type, but were Float32 and Float64. (Parameter 'z2')");

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_DifferentDevices_Throw(string name) =>
        Throws(name, zeros(4, 3), zeros(4, 3, device: META),
            "z1 and z2 must have the same device, but were CPU and META. (Parameter 'z2')");

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_OnePair_Throws(string name) =>
        Throws(name, zeros(1, 3), zeros(1, 3),
            "A loss over a batch needs at least 2 pairs, but the shape (batch, features) was (1, 3). (Parameter 'z1')");

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Forward_NoFeature_Throws(string name) =>
        Throws(name, zeros(4, 0), zeros(4, 0),
            "An embedding needs at least 1 feature, but the shape (batch, features) was (4, 0). (Parameter 'z1')");

    [TestMethod]
    public void Forward_Null_Throws()
    {
        using var z = zeros(4, 3);
        Assert.AreEqual("z1", Assert.ThrowsExactly<ArgumentNullException>(() => new InfoNceLoss().call(null!, z)).ParamName);
        Assert.AreEqual("z2", Assert.ThrowsExactly<ArgumentNullException>(() => new InfoNceLoss().call(z, null!)).ParamName);
    }

    [TestMethod]
    [DataRow(0.0, "positive and finite, but was 0")]
    [DataRow(-0.1, "positive and finite, but was -0.1")]
    [DataRow(double.NaN, "positive and finite, but was NaN")]
    [DataRow(double.PositiveInfinity, "positive and finite, but was Infinity")]
    [DataRow(2.9e-39, "from 1E-20 to 1E+20, outside of which single precision cannot compute, but was 2.9E-39")]
    [DataRow(9e-21, "from 1E-20 to 1E+20, outside of which single precision cannot compute, but was 9E-21")]
    [DataRow(1.1e20, "from 1E-20 to 1E+20, outside of which single precision cannot compute, but was 1.1E+20")]
    public void Temperature_OutOfRange_Throws(double temperature, string text)
    {
        var message = $"The temperature must be {text}. (Parameter 'temperature')";
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new InfoNceLoss(temperature)).Message);
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DclLoss(temperature)).Message);
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DclwLoss(temperature: temperature)).Message);
        Assert.AreEqual(
            message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new YAwareInfoNceLoss(temperature: temperature)).Message);
        Assert.AreEqual(
            message,
                Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new YAwareInfoNceLoss(new KernelMetric(), temperature)).Message);
    }

    [TestMethod]
    [DataRow(0.0, "positive and finite, but was 0")]
    [DataRow(1e-30, "from 1E-20 to 1E+20, outside of which single precision cannot compute, but was 1E-30")]
    public void Sigma_OutOfRange_Throws(double sigma, string text) => Assert.AreEqual(
        $"Sigma must be {text}. (Parameter 'sigma')", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DclwLoss(sigma)).Message);

    [TestMethod]
    [DataRow(-1.0, "non-negative and finite, but was -1")]
    [DataRow(1e39, "from 0 to 1E+20, outside of which single precision cannot compute, but was 1E+39")]
    public void Lambda_OutOfRange_Throws(double lambda, string text) => Assert.AreEqual(
        $"Lambda must be {text}. (Parameter 'lambda')",
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new BarlowTwinsLoss(lambda)).Message);

    [TestMethod]
    public void Forward_UndefinedEnumerationValue_Throws()
    {
        Assert.AreEqual(
            "The kernel must be one of Gaussian, Epanechnikov, Exponential, Linear, Cosine, but was 9. (Parameter 'kernel')",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new YAwareInfoNceLoss((Kernel)9)).Message);
        Assert.AreEqual(
            "The normalization must be one of PerAnchor, ReferenceColumns, but was 5. (Parameter 'normalization')",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new YAwareInfoNceLoss(normalization: (YAwareNormalization)5)).Message);
    }

    [TestMethod]
    public void Forward_WeightFunctionOfAnotherShape_Throws()
    {
        using var scope = NewDisposeScope();
        var loss = new DclLoss(0.1, (z1, _) => z1);
        Assert.AreEqual(
            "The weight function must return one weight per pair, shape (batch) = (4), but returned shape (4, 3).",
            Assert.ThrowsExactly<InvalidOperationException>(() => loss.call(zeros(4, 3), zeros(4, 3))).Message);
        Assert.AreEqual(
            "The weight function must return one weight per pair, shape (batch) = (4), but returned null.",
            Assert.ThrowsExactly<InvalidOperationException>(() => new DclLoss(0.1, (_, _) => null!).call(zeros(4, 3),
                zeros(4, 3))).Message);
    }

    [TestMethod]
    public void Forward_LabelCount_Throws()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(
            "labels must have shape (batch) or (batch, variables) with batch = 4, but was (3, 2). (Parameter 'labels')",
            Assert.ThrowsExactly<ArgumentException>(() => new YAwareInfoNceLoss().call(zeros(4, 3), zeros(4, 3), zeros(3, 2))).Message);
    }

    [TestMethod]
    public void Forward_LabelRank_Throws()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(
            "labels must have shape (batch) or (batch, variables) with batch = 4, but was (4, 2, 1). (Parameter 'labels')",
            Assert.ThrowsExactly<ArgumentException>(() => new YAwareInfoNceLoss().call(zeros(4, 3), zeros(4, 3), zeros(4, 2, 1))).Message);
    }

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    public void Forward_LabelThatIsNotFinite_NamesItsRow(double value)
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new[,] { { 1.0, 2.0 }, { 0.0, 0.0 }, { 3.0, value }, { value, 1.0 } });
        Assert.AreEqual(
            "labels must be finite, but row 2 holds NaN or infinity. (Parameter 'labels')",
            Assert.ThrowsExactly<ArgumentException>(() => new YAwareInfoNceLoss().call(zeros(4, 3), zeros(4, 3), labels)).Message);
    }

    [TestMethod]
    public void Forward_RuleWithoutFit_Throws()
    {
        using var scope = NewDisposeScope();
        foreach (var (rule, name) in new[] { (Bandwidth.Scott, "Scott"), (Bandwidth.Silverman, "Silverman") })
        {
            var loss = new YAwareInfoNceLoss(Kernel.Gaussian, rule);
            Assert.AreEqual(
                $"The bandwidth rule {name} needs KernelMetric.Fit(labels) on the training labels before the first use.",
                Assert.ThrowsExactly<InvalidOperationException>(() => loss.call(zeros(4, 3), zeros(4, 3), arange(4))).Message);
            loss.Metric.Fit(arange(4));
            Assert.IsTrue(double.IsFinite(Values.Scalar(loss.call(zeros(4, 3), zeros(4, 3), arange(4)))));
        }
    }

    private static void Throws(string name, Tensor z1, Tensor z2, string message)
    {
        using (z1)
        using (z2)
            Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(() => EveryLoss.Named(name)(z1, z2)).Message);
    }
}
