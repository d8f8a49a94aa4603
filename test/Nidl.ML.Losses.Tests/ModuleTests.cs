using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

[TestClass]
public sealed class ModuleTests
{
    public static IEnumerable<object[]> Texts =>
    [
        [new InfoNceLoss(), "InfoNceLoss(temperature=0.1)"],
        [new DclLoss(0.25), "DclLoss(temperature=0.25)"],
        [new DclLoss(0.25, (z1, _) => z1.sum(1)), "DclLoss(temperature=0.25, positiveWeight=custom)"],
        [new DclwLoss(detachWeights: true), "DclwLoss(sigma=0.5, temperature=0.1, detachWeights=true)"],
        [new BarlowTwinsLoss(), "BarlowTwinsLoss(lambda=0.005)"],
        [new VicRegLoss(1, 0.5, 0.25), "VicRegLoss(invariance=1, variance=0.5, covariance=0.25)"],
        [new ByolLoss(), "ByolLoss()"],
        [new SupConLoss(), "SupConLoss(temperature=0.07, baseTemperature=0.07)"],
        [new YAwareInfoNceLoss(),
            "YAwareInfoNceLoss(metric=KernelMetric(kernel=Gaussian, bandwidth=1), temperature=0.1, normalization=PerAnchor)"],
        [
            new YAwareInfoNceLoss(Kernel.Cosine, new[] { 9, 0.25 }, 0.5, YAwareNormalization.ReferenceColumns),
            "YAwareInfoNceLoss(metric=KernelMetric(kernel=Cosine, bandwidth=[9, 0.25]), temperature=0.5, normalization=ReferenceColumns)",
        ],
        [new YAwareInfoNceLoss(new KernelMetric()),
            "YAwareInfoNceLoss(metric=KernelMetric(kernel=Gaussian, bandwidth=Scott), temperature=0.1, normalization=PerAnchor)"],
    ];

    [TestMethod]
    [DynamicData(nameof(Texts))]
    public void Text_OfLoss_ShowsTheHyperparameters(nn.Module loss, string text)
    {
        Assert.AreEqual(text, loss.ToString());
        Assert.AreEqual(loss.GetType().Name, loss.GetName());
    }

    [TestMethod]
    public void Text_OfLoss_DoesNotDependOnTheCulture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.AreEqual("InfoNceLoss(temperature=0.1)", new InfoNceLoss().ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestMethod]
    public void Options_ByDefault_AreThoseOfThePapers()
    {
        Assert.AreEqual(0.1, new InfoNceLoss().Temperature);
        Assert.AreEqual(0.1, new DclLoss().Temperature);
        Assert.AreEqual((0.5, 0.1, false), (new DclwLoss().Sigma, new DclwLoss().Temperature, new DclwLoss().DetachWeights));
        Assert.AreEqual(5e-3, new BarlowTwinsLoss().Lambda);
        var vicReg = new VicRegLoss();
        Assert.AreEqual((25, 25, 1), (vicReg.InvarianceWeight, vicReg.VarianceWeight, vicReg.CovarianceWeight));
        Assert.AreEqual((0.07, 0.07), (new SupConLoss().Temperature, new SupConLoss().BaseTemperature));
        var yAware = new YAwareInfoNceLoss();
        Assert.AreEqual(
            (0.1, YAwareNormalization.PerAnchor, Kernel.Gaussian), (yAware.Temperature, yAware.Normalization, yAware.Metric.Kernel));
        Assert.AreEqual("1", yAware.Metric.Bandwidth.ToString());
    }

    [TestMethod]
    public void Forward_Losses_HaveNoParametersAndNoBuffers()
    {
        nn.Module[] losses = [
            new InfoNceLoss(), new DclLoss(), new DclwLoss(), new BarlowTwinsLoss(), new VicRegLoss(), new ByolLoss(), new SupConLoss(),
            new YAwareInfoNceLoss()];
        foreach (var loss in losses)
        {
            Assert.IsEmpty(loss.parameters());
            Assert.IsEmpty(loss.buffers());
        }
    }

    [TestMethod]
    public void Forward_SecondDerivatives_Exist()
    {
        using var scope = NewDisposeScope();
        foreach (var name in EveryLoss.Names)
        {
            var (z1, z2) = (Values.RandomTensor(5, 3, 1).requires_grad_(), Values.RandomTensor(5, 3, 2));
            var gradient = autograd.grad([EveryLoss.Named(name)(z1, z2)], [z1], retain_graph: true, create_graph: true)[0];
            var second = autograd.grad([gradient.square().sum()], [z1])[0];
            Assert.IsTrue(Values.Of(second).All(double.IsFinite), name);
            Near.Assert(SecondByDifferences(name, z1, z2), Values.Of(second), 1e-5, name);
        }
    }

    /// <summary>Derivative of the squared gradient length, by central differences.</summary>
    private static IEnumerable<double> SecondByDifferences(string name, Tensor z1, Tensor z2)
    {
        const double Step = 1e-6;
        var values = Values.Of(z1);
        for (var k = 0; k < values.Length; k++)
            yield return (SquaredGradient(name, values, k, Step, z2) - SquaredGradient(name, values, k, -Step, z2)) / (2 * Step);
    }

    private static double SquaredGradient(string name, double[] values, int k, double step, Tensor z2)
    {
        var moved = (double[])values.Clone();
        moved[k] += step;
        using var z1 = tensor(moved, z2.shape, dtype: ScalarType.Float64);
        return LossAndGradients.Of(EveryLoss.Named(name), z1, z2).Gradient1.Sum(value => value * value);
    }
}
