using Nidl.ML.Losses.Tests.Naive;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

/// <summary>The losses against plain loops in double precision, on sizes that the golden files do not have.</summary>
[TestClass]
public sealed class NaiveLoopTests
{
    public static IEnumerable<(int Pairs, int Features, double Temperature)> SizesAndTemperatures =>
        [(2, 3, 0.1), (5, 1, 0.2), (7, 9, 0.05), (21, 4, 0.5), (33, 17, 1.0)];

    [TestMethod]
    [DynamicData(nameof(SizesAndTemperatures))]
    public void InfoNce_PlainLoops_GiveTheSame(int pairs, int features, double temperature)
    {
        var (z1, z2) = Views(pairs, features);
        Check(NaiveContrast.InfoNce(z1, z2, temperature), new InfoNceLoss(temperature).call, z1, z2);
    }

    [TestMethod]
    [DynamicData(nameof(SizesAndTemperatures))]
    public void Dcl_PlainLoops_GiveTheSame(int pairs, int features, double temperature)
    {
        var (z1, z2) = Views(pairs, features);
        Check(NaiveContrast.Dcl(z1, z2, temperature), new DclLoss(temperature).call, z1, z2);
    }

    [TestMethod]
    public void Dcl_PlainLoopsWithOwnWeights_GiveTheSame()
    {
        var (z1, z2) = Views(6, 3);
        double[] weights = [0.5, 2, 1, -1, 0, 3];
        var loss = new DclLoss(0.3, (_, _) => tensor(weights, dtype: ScalarType.Float64));
        Check(NaiveContrast.Dcl(z1, z2, 0.3, weights), loss.call, z1, z2);
    }

    [TestMethod]
    [DataRow(2, 3, 0.5, 0.1)]
    [DataRow(7, 9, 0.2, 0.05)]
    [DataRow(21, 4, 1.5, 0.5)]
    public void Dclw_PlainLoops_GiveTheSame(int pairs, int features, double sigma, double temperature)
    {
        var (z1, z2) = Views(pairs, features);
        Check(NaiveContrast.Dcl(z1, z2, temperature, NaiveContrast.DclwWeights(z1, z2, sigma)), new DclwLoss(sigma, temperature).call, z1,
            z2);
    }

    [TestMethod]
    [DataRow(2, 3, Kernel.Gaussian, YAwareNormalization.PerAnchor)]
    [DataRow(7, 9, Kernel.Epanechnikov, YAwareNormalization.PerAnchor)]
    [DataRow(21, 4, Kernel.Exponential, YAwareNormalization.ReferenceColumns)]
    [DataRow(9, 6, Kernel.Linear, YAwareNormalization.PerAnchor)]
    [DataRow(9, 6, Kernel.Cosine, YAwareNormalization.ReferenceColumns)]
    public void YAware_PlainLoops_GiveTheSame(int pairs, int features, Kernel kernel, YAwareNormalization normalization)
    {
        var (z1, z2) = Views(pairs, features);
        var labels = Values.Random(pairs, 1, 3);
        double Weight(int i, int j) => NaiveKernel.Of(kernel, Math.Abs(labels[i, 0] - labels[j, 0]) / Math.Sqrt(0.7));
        var expected = NaiveContrast.YAware(z1, z2, Weight, 0.2, normalization == YAwareNormalization.PerAnchor);
        using var y = Values.Matrix(labels);
        var loss = new YAwareInfoNceLoss(kernel, 0.7, 0.2, normalization);
        Check(expected, (a, b) => loss.call(a, b, y), z1, z2);
    }

    [TestMethod]
    [DataRow(3, 2, 0.005)]
    [DataRow(5, 5, 0.0)]
    [DataRow(30, 7, 1.0)]
    [DataRow(5, 10, 0.5)]
    [DataRow(4, 31, 0.005)]
    public void BarlowTwins_PlainLoops_GiveTheSame(int pairs, int features, double lambda)
    {
        var (z1, z2) = Views(pairs, features);
        Check(NaiveBarlowTwins.Loss(z1, z2, lambda), new BarlowTwinsLoss(lambda).call, z1, z2);
    }

    [TestMethod]
    [DataRow(3, 2, 25.0, 25.0, 1.0)]
    [DataRow(30, 7, 0.0, 1.0, 3.0)]
    [DataRow(4, 31, 1.0, 0.0, 1.0)]
    public void VicReg_PlainLoops_GiveTheSame(int pairs, int features, double invariance, double variance, double covariance)
    {
        var (z1, z2) = Views(pairs, features);
        Check(NaiveVicReg.Loss(z1, z2, invariance, variance, covariance), new VicRegLoss(invariance, variance, covariance).call, z1, z2);
    }

    private static (double[,] Z1, double[,] Z2) Views(int pairs, int features) =>
        (Values.Random(pairs, features, 1), Values.Random(pairs, features, 2));

    private static void Check(double expected, Func<Tensor, Tensor, Tensor> loss, double[,] z1, double[,] z2)
    {
        using var scope = NewDisposeScope();
        Near.Assert([expected], [Values.Scalar(loss(Values.Matrix(z1), Values.Matrix(z2)))], 1e-12, "value");
    }
}
