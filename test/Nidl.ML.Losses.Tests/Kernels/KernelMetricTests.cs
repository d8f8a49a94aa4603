using Nidl.ML.Losses.Tests.Naive;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests.Kernels;

[TestClass]
public sealed class KernelMetricTests
{
    [TestMethod]
    [DataRow(Kernel.Gaussian, 0.8824969, 0.6065307, 0.3246525)]
    [DataRow(Kernel.Epanechnikov, 0.75, 0, 0)]
    [DataRow(Kernel.Exponential, 0.6065307, 0.3678794, 0.2231302)]
    [DataRow(Kernel.Linear, 0.5, 0, 0)]
    [DataRow(Kernel.Cosine, 0.7071068, 0, 0)]
    public void Kernel_OfDistances_IsTheFormula(Kernel kernel, double half, double one, double oneAndAHalf)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
        {
            var weights = Values.Of(new KernelMetric(kernel, 1.0).Pairwise(tensor(new[] { 0, 0.5, 1, 1.5 }, dtype: type)))[..4];
            Near.Assert([1, half, one, oneAndAHalf], weights, 1e-7, kernel.ToString());
            if (one == 0) CollectionAssert.AreEqual(new double[] { 0, 0 }, weights[2..]);
        }
    }

    [TestMethod]
    [DataRow(Kernel.Gaussian)]
    [DataRow(Kernel.Epanechnikov)]
    [DataRow(Kernel.Exponential)]
    [DataRow(Kernel.Linear)]
    [DataRow(Kernel.Cosine)]
    public void Pairwise_PlainLoops_GiveTheSame(Kernel kernel)
    {
        using var scope = NewDisposeScope();
        var labels = Values.Random(11, 3, 1);
        double[] variances = [4, 0.5, 2];
        var expected =
            from i in Enumerable.Range(0, 11)
            from j in Enumerable.Range(0, 11)
            select NaiveKernel.Of(
                kernel, Math.Sqrt(Enumerable.Range(0, 3).Sum(k => Math.Pow(labels[i, k] - labels[j, k], 2) / variances[k])));
        Near.Assert(expected, Values.Of(new KernelMetric(kernel, variances).Pairwise(Values.Matrix(labels))), 1e-12, kernel.ToString());
    }

    [TestMethod]
    public void ScottAndSilverman_OfTheSpecification_AreGiven()
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new[] { 1.0, 2.0, 4.0, 8.0 });
        var scott = new KernelMetric(Kernel.Gaussian, Bandwidth.Scott).Fit(labels);
        Near.Assert([2.34609881], scott.SqrtBandwidth.Cast<double>(), 1e-8, "Scott");
        Near.Assert(
            [2.48504379], new KernelMetric(Kernel.Gaussian, Bandwidth.Silverman).Fit(labels).SqrtBandwidth.Cast<double>(), 1e-8,
                "Silverman");
        Near.Assert(
            [1, 0.9131637517456561, 0.44150738632569925, 0.011664994089942888], Values.Of(scott.Pairwise(labels))[..4], 1e-12, "weights");
    }

    [TestMethod]
    public void Matrix_OfTheSpecification_IsGiven()
    {
        using var scope = NewDisposeScope();
        var metric = new KernelMetric(Kernel.Gaussian, new[,] { { 9, 0.5 }, { 0.5, 0.25 } }).Fit(zeros(1, 2));
        Near.Assert(
            [2.9965483378001347, 0.14386820088973232, 0.14386820088973232, 0.47885482222981907], metric.SqrtBandwidth.Cast<double>(),
                1e-12, "root");
        Near.Assert(
            [0.33860149200258377, -0.10173018044623822, -0.10173018044623822, 2.118879649811752],
                metric.InverseSqrtBandwidth.Cast<double>(), 1e-12, "inverse");
    }

    [TestMethod]
    public void Metric_NegativeCovariance_IsAllowed()
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new[,] { { 0.0, 0.0 }, { 1.0, 1.0 }, { 1.0, -1.0 } });
        var weights = Values.Of(new KernelMetric(Kernel.Gaussian, new[,] { { 1, -0.5 }, { -0.5, 1 } }).Pairwise(labels));
        // d^T H^-1 d with H^-1 = [[4/3, 2/3], [2/3, 4/3]] is 4 along (1, 1) and 4/3 along (1, -1).
        Near.Assert([1, Math.Exp(-2), Math.Exp(-2.0 / 3)], weights[..3], 1e-12, "weights");
    }

    [TestMethod]
    public void Metric_SmallCovariance_IsInvertedAsAMatrix()
    {
        using var scope = NewDisposeScope();
        var inverse = new KernelMetric(Kernel.Gaussian, new[,] { { 1, 1e-9 }, { 1e-9, 1 } }).Fit(zeros(1, 2)).InverseSqrtBandwidth;
        Near.Assert([1, -5e-10, -5e-10, 1], inverse.Cast<double>(), 1e-12, "inverse");
    }

    [TestMethod]
    public void Metric_ZeroVariance_IgnoresTheVariable()
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new[,] { { 0.0, 0.0 }, { 1.0, 100.0 } });
        foreach (Bandwidth bandwidth in new Bandwidth[] { new[] { 1.0, 0.0 }, new[,] { { 1.0, 0 }, { 0, 0 } } })
            Near.Assert(
                [1, Math.Exp(-0.5), Math.Exp(-0.5), 1], Values.Of(new KernelMetric(Kernel.Gaussian, bandwidth).Pairwise(labels)), 1e-12,
                    "weights");
    }

    [TestMethod]
    public void Metric_ConstantVariable_IsIgnoredByTheRules()
    {
        for (var rows = 2; rows <= 40; rows++) // the rounded mean of 0.1 is 0.1 for some numbers of rows only
        {
            using var scope = NewDisposeScope();
            var labels = cat([full([rows, 1], 0.1, dtype: ScalarType.Float64), Values.RandomTensor(rows, 1, 1)], 1);
            var metric = new KernelMetric(Kernel.Gaussian, Bandwidth.Scott).Fit(labels);
            Assert.AreEqual(0, metric.SqrtBandwidth[0, 0], $"{rows} rows");
            Assert.AreEqual(0, metric.InverseSqrtBandwidth[0, 0]);
            Assert.IsGreaterThan(0, metric.InverseSqrtBandwidth[1, 1]);
        }
    }

    [TestMethod]
    public void Metric_VariableThatIsConstantButForRounding_IsIgnoredByTheRules()
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new[,] { { 0.3f, 1 }, { MathF.BitIncrement(0.3f), 2 }, { 0.3f, 4 } });
        foreach (var rule in new[] { Bandwidth.Scott, Bandwidth.Silverman })
        {
            var metric = new KernelMetric(Kernel.Gaussian, rule).Fit(labels);
            Assert.AreEqual(0, metric.InverseSqrtBandwidth[0, 0]);
            Assert.IsGreaterThan(0, metric.InverseSqrtBandwidth[1, 1]);
            // The same numbers in double precision differ for a reason; integers always do.
            Assert.IsGreaterThan(
                0, new KernelMetric(Kernel.Gaussian, rule).Fit(labels.to_type(ScalarType.Float64)).InverseSqrtBandwidth[0, 0]);
            Assert.IsGreaterThan(
                0, new KernelMetric(Kernel.Gaussian, rule).Fit(tensor(new[] { 1L << 40, (1L << 40) + 1 })).InverseSqrtBandwidth[0, 0]);
        }
    }

    [TestMethod]
    public void Metric_LargeLabelsWithSmallDifferences_KeepTheirAccuracy()
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new[] { 1e9, 1e9 + 0.5, 1e9 + 1 }, dtype: ScalarType.Float64);
        Near.Assert(
            [1, Math.Exp(-0.5), Math.Exp(-1)], Values.Of(new KernelMetric(Kernel.Exponential, 1.0).Pairwise(labels))[..3], 1e-12, "double");
        var integers = tensor(new[] { 5_000_000_000, 5_000_000_001, 5_000_000_002 });
        Near.Assert(
            [1, Math.Exp(-1), Math.Exp(-2)], Values.Of(new KernelMetric(Kernel.Exponential, 1.0).Pairwise(integers))[..3], 1e-12,
                "integers");
    }

    [TestMethod]
    public void Metric_LargeSinglePrecisionLabels_KeepTheirAccuracyBesideAnOutlier()
    {
        using var scope = NewDisposeScope();
        var labels = tensor(new[] { -1e9f, 1000f, 1000.125f, 1000.25f }); // representable, but not when divided by 3
        var weights = Values.Of(new KernelMetric(Kernel.Exponential, 9.0).Pairwise(labels));
        Near.Assert([0, 1, Math.Exp(-0.125 / 3), Math.Exp(-0.25 / 3)], weights[4..8], 1e-7, "weights");
    }

    [TestMethod]
    public void Metric_SmallIntegers_DoNotOverflow()
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Byte, ScalarType.Int16, ScalarType.Int32 })
        {
            var weights = new KernelMetric(Kernel.Exponential, 1.0).Pairwise(tensor(new long[] { 3, 1 }).to(type));
            Assert.AreEqual(ScalarType.Float64, weights.dtype);
            Near.Assert([1, Math.Exp(-2), Math.Exp(-2), 1], Values.Of(weights), 1e-12, type.ToString());
        }
    }

    [TestMethod]
    public void Metric_Weights_HaveTheTypeOfTheLabelsAndNoGraph()
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16 })
        {
            var weights = new KernelMetric(Kernel.Gaussian, 1.0).Pairwise(Values.RandomTensor(3, 2, 1, type).requires_grad_());
            Assert.AreEqual(type, weights.dtype);
            Assert.IsFalse(weights.requires_grad);
        }
    }

    [TestMethod]
    public void Metric_Scalar_NeedsNoFitAndTakesAnyWidth()
    {
        using var scope = NewDisposeScope();
        var metric = new KernelMetric(Kernel.Linear, 9.0);
        Assert.IsFalse(metric.IsFitted);
        foreach (var width in new[] { 1, 3 }) CollectionAssert.AreEqual(new long[] { 4, 4 }, metric.Pairwise(zeros(4, width)).shape);
    }

    [TestMethod]
    public void FittedProperties_BeforeFit_Throw() => Assert.AreEqual(
        "The bandwidth is known after KernelMetric.Fit(labels), which was not called.",
        Assert.ThrowsExactly<InvalidOperationException>(() => new KernelMetric().SqrtBandwidth).Message);

    [TestMethod]
    public void Metric_OtherWidthThanFitted_Throws()
    {
        using var scope = NewDisposeScope();
        var metric = new KernelMetric().Fit(Values.RandomTensor(5, 2, 1));
        Assert.AreEqual(
            "The kernel metric was fitted on 2 label variables, but labels (batch, variables) had 3. (Parameter 'labels')",
            Assert.ThrowsExactly<ArgumentException>(() => metric.Pairwise(zeros(4, 3))).Message);
    }

    [TestMethod]
    public void Metric_OtherWidthThanTheBandwidth_Throws()
    {
        using var scope = NewDisposeScope();
        const string Message = "The bandwidth is for 2 label variables, but labels (batch, variables) had 1. (Parameter 'labels')";
        var metric = new KernelMetric(Kernel.Gaussian, new[] { 1.0, 2.0 });
        Assert.AreEqual(Message, Assert.ThrowsExactly<ArgumentException>(() => metric.Pairwise(zeros(4))).Message);
        Assert.AreEqual(Message, Assert.ThrowsExactly<ArgumentException>(() => metric.Fit(zeros(4))).Message);
    }

    [TestMethod]
    public void Metric_FailedFit_LeavesTheMetricUnfitted()
    {
        using var scope = NewDisposeScope();
        var metric = new KernelMetric();
        Assert.AreEqual(
            "The bandwidth rule Scott needs labels (rows, variables) with at least 2 rows, but had 1. (Parameter 'labels')",
            Assert.ThrowsExactly<ArgumentException>(() => metric.Fit(zeros(1, 2))).Message);
        Assert.IsFalse(metric.IsFitted);
    }

    [TestMethod]
    public void Metric_LabelsOfWrongShapeOrKind_Throw()
    {
        using var scope = NewDisposeScope();
        var metric = new KernelMetric(Kernel.Gaussian, 1.0);
        Assert.AreEqual(
            "labels must have shape (batch) or (batch, variables) and not be empty, but was (2, 2, 2). (Parameter 'labels')",
            Assert.ThrowsExactly<ArgumentException>(() => metric.Fit(zeros(2, 2, 2))).Message);
        Assert.AreEqual(
            "labels must have shape (batch) or (batch, variables) and not be empty, but was (0, 2). (Parameter 'labels')",
            Assert.ThrowsExactly<ArgumentException>(() => metric.Pairwise(zeros(0, 2))).Message);
        Assert.AreEqual(
            "labels must be finite, but row 1 holds NaN or infinity. (Parameter 'labels')",
            Assert.ThrowsExactly<ArgumentException>(() => metric.Fit(tensor(new[] { 0, double.NaN }))).Message);
        Assert.AreEqual("labels", Assert.ThrowsExactly<ArgumentNullException>(() => metric.Pairwise(null!)).ParamName);
    }

    [TestMethod]
    public void Metric_FittedMatrices_AreCopies()
    {
        using var scope = NewDisposeScope();
        var metric = new KernelMetric(Kernel.Gaussian, 4.0).Fit(zeros(2, 1));
        metric.SqrtBandwidth[0, 0] = 99;
        metric.InverseSqrtBandwidth[0, 0] = 99;
        Assert.AreEqual((2.0, 0.5), (metric.SqrtBandwidth[0, 0], metric.InverseSqrtBandwidth[0, 0]));
    }
}
