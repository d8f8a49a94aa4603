using System.Reflection;

namespace Nidl.ML.Losses.Tests.Kernels;

[TestClass]
public sealed class BandwidthTests
{
    private const string TooSmall = "0 or at least 1E-40, outside of which single precision cannot compute, but was";

    public static IEnumerable<object[]> BadMatrices =>
    [
        [new double[2, 3], "The bandwidth matrix must be square (variables, variables), but was (2, 3). (Parameter 'covariance')"],
        [new double[0, 0], "The bandwidth matrix must be square (variables, variables), but was (0, 0). (Parameter 'covariance')"],
        [
            new[,] { { 1, 0.5 }, { 0.4, 1 } },
            "The bandwidth matrix must be symmetric, but entry (0, 1) was 0.5 and entry (1, 0) was 0.4. (Parameter 'covariance')",
        ],
        [
            new[,] { { 1, double.NaN }, { double.NaN, 1 } },
            "The bandwidth matrix must be finite, but entry (0, 1) was NaN and entry (1, 0) was NaN. (Parameter 'covariance')",
        ],
        [new[,] { { 1.0, 2.0 }, { 2.0, 1.0 } }, "The bandwidth matrix must be positive definite, but its smallest eigenvalue was -1"],
        [new[,] { { 1.0, 1.0 }, { 1.0, 1.0 } }, "The bandwidth matrix must be positive definite, but its smallest eigenvalue was "],
    ];

    [TestMethod]
    [DynamicData(nameof(BadMatrices))]
    public void Bandwidth_BadMatrix_Throws(double[,] matrix, string message)
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => { Bandwidth bandwidth = matrix; });
        Assert.StartsWith(message, error.Message);
        Assert.EndsWith("(Parameter 'covariance')", error.Message);
    }

    [TestMethod]
    [DataRow(-1.0, "non-negative and finite, but was -1")]
    [DataRow(double.NaN, "non-negative and finite, but was NaN")]
    [DataRow(double.PositiveInfinity, "non-negative and finite, but was Infinity")]
    [DataRow(1e-70, TooSmall + " 1E-70")]
    public void Bandwidth_BadScalar_Throws(double variance, string text) => Assert.AreEqual(
        $"The bandwidth must be {text}. (Parameter 'variance')",
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { Bandwidth bandwidth = variance; }).Message);

    [TestMethod]
    public void Bandwidth_BadVector_Throws()
    {
        Assert.AreEqual(
            "Entry 1 of the bandwidth must be non-negative and finite, but was -2. (Parameter 'variances')",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { Bandwidth bandwidth = new[] { 1.0, -2.0 }; }).Message);
        Assert.AreEqual(
            $"Entry 0 of the bandwidth must be {TooSmall} 1E-70. (Parameter 'variances')",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { Bandwidth bandwidth = new[] { 1e-70, 1 }; }).Message);
        Assert.AreEqual(
            "The bandwidth must hold at least 1 variance, but was empty. (Parameter 'variances')",
            Assert.ThrowsExactly<ArgumentException>(() => { Bandwidth bandwidth = Array.Empty<double>(); }).Message);
    }

    [TestMethod]
    public void Bandwidth_NegativeVarianceOnADiagonalMatrix_Throws() => Assert.AreEqual(
        "Entry (1, 1) of the bandwidth must be non-negative and finite, but was -2. (Parameter 'covariance')",
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { Bandwidth bandwidth = new[,] { { 1.0, 0 }, { 0, -2.0 } }; }).Message);

    [TestMethod]
    public void Bandwidth_TooSmallAMatrix_Throws()
    {
        Assert.AreEqual(
            $"Entry (0, 0) of the bandwidth must be {TooSmall} 1E-70. (Parameter 'covariance')",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { Bandwidth bandwidth = new[,] { { 1e-70, 0 }, { 0, 1 } }; }).Message);
        var matrix = new[,] { { 2e-70, 1e-70 }, { 1e-70, 2e-70 } };
        Assert.StartsWith(
            $"The smallest eigenvalue of the bandwidth matrix must be {TooSmall} ",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { Bandwidth bandwidth = matrix; }).Message);
    }

    [TestMethod]
    public void Bandwidth_Array_IsCopied()
    {
        double[] variances = [4];
        Bandwidth bandwidth = variances;
        variances[0] = 99;
        using var labels = TorchSharp.torch.zeros(2, 1);
        Assert.AreEqual(2, new KernelMetric(Kernel.Gaussian, bandwidth).Fit(labels).SqrtBandwidth[0, 0]);
    }

    [TestMethod]
    public void Bandwidth_OnlyRules_AreRules()
    {
        Assert.IsTrue(Bandwidth.Scott.IsRule);
        Assert.IsTrue(Bandwidth.Silverman.IsRule);
        Assert.IsFalse(Bandwidth.FromScalar(1).IsRule);
        Assert.IsFalse(Bandwidth.FromVector([1]).IsRule);
        Assert.IsFalse(Bandwidth.FromMatrix(new[,] { { 1.0 } }).IsRule);
    }

    [TestMethod]
    public void Equality_OfOptions_IsByFormAndValues()
    {
        Assert.AreEqual(Bandwidth.FromScalar(0.1 + 0.2), Bandwidth.FromScalar(0.1 + 0.2));
        Assert.AreNotEqual(Bandwidth.FromScalar(0.1 + 0.2), Bandwidth.FromScalar(0.3));
        Assert.AreEqual(Bandwidth.FromVector([1, 2]), Bandwidth.FromVector([1, 2]));
        Assert.AreEqual(Bandwidth.FromVector([1, 2]).GetHashCode(), Bandwidth.FromVector([1, 2]).GetHashCode());
        Assert.AreEqual(
            Bandwidth.FromMatrix(new[,] { { 2, -0.5 }, { -0.5, 1 } }), Bandwidth.FromMatrix(new[,] { { 2, -0.5 }, { -0.5, 1 } }));
        Bandwidth[] different = [1, new double[] { 1 }, new double[,] { { 1 } }, Bandwidth.Scott, Bandwidth.Silverman];
        Assert.HasCount(different.Length, different.Distinct().ToArray());
    }

    [TestMethod]
    public void Bandwidth_Set_IsClosed()
    {
        var constructors = typeof(Bandwidth).GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        Assert.IsTrue(constructors.All(constructor => constructor.IsFamilyAndAssembly));
    }
}
