using Microsoft.ML;
using Microsoft.ML.Data;
using Nidl.ML.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Evaluation;

[TestClass]
public sealed class EmbeddingMetricsTests
{
    [TestMethod]
    public void Metrics_GoldenCases_MatchTheReference()
    {
        using var scope = NewDisposeScope();
        var compared = 0;
        foreach (var golden in GoldenMetrics.Cases())
        {
            var (z1, z2) = golden.Embeddings();
            foreach (var value in golden.Values)
            {
                Assert.AreEqual(
                    value.Expected, Compute(value, z1, z2), 1e-9 * Math.Max(1, Math.Abs(value.Expected)),
                    $"{golden.N} x {golden.D}: {value}");
                compared++;
            }
        }
        Assert.AreEqual(39, compared);
    }

    [TestMethod]
    public void Uniformity_ManyBlocks_EqualsTheDoubleLoop()
    {
        using var scope = NewDisposeScope();
        var z = rand([3000, 3], ScalarType.Float64);
        // 3,000 rows take two blocks; the loop takes the pairs one by one.
        var values = z.data<double>().ToArray();
        var sum = 0.0;
        for (var i = 0; i < 3000; i++)
            for (var j = i + 1; j < 3000; j++)
                sum += Math.Exp(
                    -2 * (Square(values[3 * i] - values[3 * j]) + Square(values[3 * i + 1] - values[3 * j + 1])
                        + Square(values[3 * i + 2] - values[3 * j + 2])));
        Assert.AreEqual(Math.Log(sum / (3000.0 * 2999 / 2)), EmbeddingMetrics.Uniformity(z, normalize: false), 1e-9);
        static double Square(double x) => x * x;
    }

    [TestMethod]
    public void Uniformity_FarRows_IsNotDrownedByTheDiagonal()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(-2.0 * 400, EmbeddingMetrics.Uniformity(tensor(new double[] { 0, 20 }, [2, 1]), normalize: false), 1e-9);
    }

    [TestMethod]
    [DataRow(ScalarType.Float32)]
    [DataRow(ScalarType.Float64)]
    public void Uniformity_RowsFarFromTheOrigin_IsThatOfTheirDistance(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var near = tensor(new[] { 10000.25, 10000.75 }, [2, 1]).to_type(type);
        Assert.AreEqual(-0.5, EmbeddingMetrics.Uniformity(near, normalize: false), 1e-12);
        // Two groups that lie far apart, so that no shift brings all rows near: the mean is that of the two pairs within a group.
        var groups = tensor(new[] { -8e6, -8e6 + 0.5, 8e6, 8e6 + 0.5 }, [4, 1]).to_type(type);
        Assert.AreEqual(Math.Log(2 * Math.Exp(-0.5) / 6), EmbeddingMetrics.Uniformity(groups, normalize: false), 1e-12);
    }

    [TestMethod]
    public void Uniformity_EqualOrOppositeRows_StaysInItsRange()
    {
        foreach (var type in new[] { ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64 })
            for (var rows = 2; rows <= 40; rows++)
            {
                using var scope = NewDisposeScope();
                var row = arange(1, 26).to_type(ScalarType.Float64).sin().unsqueeze(0).to_type(type); // (1, 25)
                foreach (var t in new[] { 0.1, 2, 1e5 })
                {
                    var equal = EmbeddingMetrics.Uniformity(row.expand(rows, 25), t);
                    Assert.IsTrue(equal is <= 0 and > -1e-9, $"{rows} rows of {type}, t {t}: {equal}");
                    var opposite = EmbeddingMetrics.Uniformity(cat([row, -row]), t);
                    Assert.IsTrue(opposite >= -4 * t && opposite < -4 * t * (1 - 1e-12), $"{type}, t {t}: {opposite}");
                }
            }
    }

    [TestMethod]
    [DataRow(ScalarType.Float16)]
    [DataRow(ScalarType.BFloat16)]
    [DataRow(ScalarType.Float32)]
    public void Metrics_LowPrecision_AreThoseOfTheSameValuesInDouble(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomSource(CPU, 3);
        var (z1, z2) = (random.Normal([256, 64]).to_type(type), random.Normal([256, 64]).to_type(type));
        var (exact1, exact2) = (z1.to_type(ScalarType.Float64), z2.to_type(ScalarType.Float64));
        Assert.AreEqual(EmbeddingMetrics.Alignment(exact1, exact2), EmbeddingMetrics.Alignment(z1, z2));
        Assert.AreEqual(EmbeddingMetrics.Uniformity(exact1), EmbeddingMetrics.Uniformity(z1));
        Assert.AreEqual(EmbeddingMetrics.EffectiveRank(exact1), EmbeddingMetrics.EffectiveRank(z1));
        Assert.AreEqual(
            EmbeddingMetrics.ContrastiveAccuracy(exact1, exact2, topK: 100), EmbeddingMetrics.ContrastiveAccuracy(z1, z2, topK: 100));
        Assert.AreEqual(EmbeddingMetrics.ProcrustesSimilarity(exact1, exact2), EmbeddingMetrics.ProcrustesSimilarity(z1, z2), 1e-12);
    }

    [TestMethod]
    [DataRow(ScalarType.Float16)]
    [DataRow(ScalarType.BFloat16)]
    public void Metrics_HalfPrecision_NeitherUnderflowNorOverflow(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (zero, long1) = (zeros([1, 2], type), tensor(new[,] { { 300.0, 0 } }).to_type(type));
        var long2 = long1.flip(1);
        Assert.AreEqual(0, EmbeddingMetrics.Alignment(zero, zero));
        Assert.AreEqual(2, EmbeddingMetrics.Alignment(long1, long2), 1e-12);
        Assert.AreEqual(0, EmbeddingMetrics.ContrastiveAccuracy(cat([long1, long2]), cat([long2, long1])));
        using var random = new RandomSource(CPU, 1);
        // For rows spread evenly over the sphere in D dimensions: about -2t + 2t^2 / D.
        Assert.AreEqual(-3.875, EmbeddingMetrics.Uniformity(random.Normal([4096, 64]).to_type(type)), 2e-3);
    }

    [TestMethod]
    [DataRow(5, 2)]
    [DataRow(6, 2)]
    [DataRow(9, 2)]
    [DataRow(10, 2)]
    [DataRow(11, 2)]
    [DataRow(37, 5)]
    public void ContrastiveAccuracy_EqualRows_IsTopKOfN(int rows, int topK)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64 })
            foreach (var normalize in new[] { true, false })
            {
                var z = (ones(rows, 25) * 0.3).to_type(type);
                Assert.AreEqual(
                    topK / (float)rows, EmbeddingMetrics.ContrastiveAccuracy(z, z, normalize, topK), $"{type}, normalize {normalize}");
            }
    }

    [TestMethod]
    public void ContrastiveAccuracy_CloseButDifferentRows_AreNoTies()
    {
        using var scope = NewDisposeScope();
        // Neighbors form an angle of 1e-4, so that their cosine is 5e-9 below 1.
        var z = cat([ones([50, 1], ScalarType.Float64), arange(50).to_type(ScalarType.Float64).unsqueeze(1) * 1e-4], 1);
        Assert.AreEqual(1, EmbeddingMetrics.ContrastiveAccuracy(z, z));
        Assert.AreEqual(1, EmbeddingMetrics.ContrastiveAccuracy(z.to_type(ScalarType.Float32), z.to_type(ScalarType.Float32)));
    }

    [TestMethod]
    public void ProcrustesSimilarity_ConstantButForRounding_IsZero()
    {
        for (var rows = 2; rows <= 40; rows++)
        {
            using var scope = NewDisposeScope();
            var varied = arange(rows * 2).to_type(ScalarType.Float32).reshape(rows, 2);
            var constant = full([rows, 2], 0.3, ScalarType.Float32);
            var noisy = constant.clone();
            noisy[0, 0] = (double)MathF.BitIncrement(0.3f);
            Assert.AreEqual(0, EmbeddingMetrics.ProcrustesSimilarity(varied, constant), $"{rows} rows");
            Assert.AreEqual(0, EmbeddingMetrics.ProcrustesSimilarity(noisy, varied), $"{rows} rows");
        }
    }

    [TestMethod]
    public void ContrastiveAccuracy_ManyBlocks_IsOneForEqualViewsAndCountsForShiftedOnes()
    {
        using var scope = NewDisposeScope();
        var z = randn([3000, 8], ScalarType.Float64);
        Assert.AreEqual(1, EmbeddingMetrics.ContrastiveAccuracy(z, z));
        Assert.AreEqual(0, EmbeddingMetrics.ContrastiveAccuracy(z, z.roll(1, 0)));
    }

    [TestMethod]
    public void ContrastiveAccuracy_CollapsedEncoder_IsChance()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(0.25, EmbeddingMetrics.ContrastiveAccuracy(ones(4, 3), ones(4, 3)));
        Assert.AreEqual(0.5, EmbeddingMetrics.ContrastiveAccuracy(ones(4, 3), ones(4, 3), topK: 2));
    }

    [TestMethod]
    public void ContrastiveAccuracy_NotNormalized_PrefersLongRows()
    {
        using var scope = NewDisposeScope();
        // Each row's own direction is right, but the last row is the longest in every direction.
        var z = tensor(new double[] { 1, 0, 0, 1, 9, 9 }, [3, 2]);
        Assert.AreEqual(1, EmbeddingMetrics.ContrastiveAccuracy(z, z));
        Assert.AreEqual(1.0 / 3, EmbeddingMetrics.ContrastiveAccuracy(z, z, normalize: false), 1e-6);
    }

    [TestMethod]
    public void EffectiveRank_Epsilon_IsAddedToEachShare()
    {
        using var scope = NewDisposeScope();
        // Shares 1/2 and 1/2, each plus 1/4.
        Assert.AreEqual(
            Math.Exp(-2 * 0.75 * Math.Log(0.75)), EmbeddingMetrics.EffectiveRank(eye(2, dtype: ScalarType.Float64), epsilon: 0.25), 1e-9);
    }

    [TestMethod]
    public void EffectiveRank_KnownSpectra_IsTheirNumber()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(5, EmbeddingMetrics.EffectiveRank(eye(5, dtype: ScalarType.Float64)), 1e-4);
        Assert.AreEqual(1, EmbeddingMetrics.EffectiveRank(ones(7, 5)), 1e-4);
        Assert.AreEqual(0, EmbeddingMetrics.EffectiveRank(zeros(7, 5)));
    }

    [TestMethod]
    public void ProcrustesSimilarity_RotatedAndScaled_IsOne()
    {
        using var scope = NewDisposeScope();
        var x = randn([20, 4], ScalarType.Float64);
        var (rotation, _, _) = linalg.svd(randn([4, 4], ScalarType.Float64));
        Assert.AreEqual(1, EmbeddingMetrics.ProcrustesSimilarity(x, 3e-6 * x.mm(rotation) + 2), 1e-9);
        Assert.AreEqual(0, EmbeddingMetrics.ProcrustesSimilarity(x, zeros_like(x)));
    }

    [TestMethod]
    public void Metrics_OverAView_EqualThoseOfItsTensors()
    {
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 12).Select(i => new Pair { First = [i, 1, -i], Second = [i + 0.5f, 2, i % 3] }));
        using var scope = NewDisposeScope();
        var (z1, z2) = (tensor(Flat(row => row.First), [12, 3]), tensor(Flat(row => row.Second), [12, 3]));
        Assert.AreEqual(EmbeddingMetrics.Alignment(z1, z2), EmbeddingMetrics.Alignment(view, "First", "Second"));
        Assert.AreEqual(EmbeddingMetrics.Uniformity(z2), EmbeddingMetrics.Uniformity(view, "Second"));
        Assert.AreEqual(EmbeddingMetrics.EffectiveRank(z2), EmbeddingMetrics.EffectiveRank(view, "Second"));
        Assert.AreEqual(EmbeddingMetrics.ContrastiveAccuracy(z1, z2), EmbeddingMetrics.ContrastiveAccuracy(view, "First", "Second"));
        Assert.AreEqual(EmbeddingMetrics.ProcrustesSimilarity(z1, z2), EmbeddingMetrics.ProcrustesSimilarity(view, "First", "Second"));
        AreArguments(
            (alpha, normalize) => EmbeddingMetrics.Alignment(z1, z2, alpha, normalize),
            (alpha, normalize) => EmbeddingMetrics.Alignment(view, "First", "Second", alpha, normalize), 2, 3);
        AreArguments(
            (t, normalize) => EmbeddingMetrics.Uniformity(z2, t, normalize),
            (t, normalize) => EmbeddingMetrics.Uniformity(view, "Second", t, normalize), 2, 0.5);
        AreArguments(
            (epsilon, _) => EmbeddingMetrics.EffectiveRank(z2, epsilon),
            (epsilon, _) => EmbeddingMetrics.EffectiveRank(view, "Second", epsilon), 1e-7, 0.1);
        AreArguments(
            (k, normalize) => EmbeddingMetrics.ContrastiveAccuracy(z1, z2, normalize, (int)k),
            (k, normalize) => EmbeddingMetrics.ContrastiveAccuracy(view, "First", "Second", normalize, (int)k), 1, 3);

        // Each argument changes the figure, and does so over a view as over tensors.
        static void AreArguments(Func<double, bool, double> ofTensors, Func<double, bool, double> ofView, double first, double second)
        {
            Assert.AreNotEqual(ofTensors(first, true), ofTensors(second, true));
            foreach (var value in new[] { first, second })
                foreach (var normalize in new[] { true, false })
                    Assert.AreEqual(ofTensors(value, normalize), ofView(value, normalize));
        }

        float[] Flat(Func<Pair, float[]> column) => [.. ml.Data.CreateEnumerable<Pair>(view, reuseRowObject: false).SelectMany(column)];
    }

    [TestMethod]
    public void Metrics_WrongInput_SayWhatIsNeeded()
    {
        using var scope = NewDisposeScope();
        Error.Is<ArgumentException>(
            "z must be a floating (N, D) with N at least 2, but it is Float32 (1, 3). (Parameter 'z')",
            () => EmbeddingMetrics.Uniformity(ones(1, 3)));
        Error.Is<ArgumentException>(
            "z1 and z2 must have the same shape (N, D), but z1 has (2, 3) and z2 (3, 3). (Parameter 'z2')",
            () => EmbeddingMetrics.Alignment(ones(2, 3), ones(3, 3)));
        Error.Is<ArgumentException>(
            "z must have finite values, but it has NaN or infinite ones. (Parameter 'z')",
            () => EmbeddingMetrics.EffectiveRank(full([2, 3], double.NaN)));
        Error.Is<ArgumentOutOfRangeException>(
            "topK must be at least 1, but '0' was given. (Parameter 'topK')",
            () => EmbeddingMetrics.ContrastiveAccuracy(ones(2, 3), ones(2, 3), topK: 0));
    }

    private static double Compute(GoldenMetrics.Value value, Tensor z1, Tensor z2) => value.Metric switch
    {
        "alignment" => EmbeddingMetrics.Alignment(z1, z2, value.Alpha!.Value, value.Normalize!.Value),
        "uniformity" => EmbeddingMetrics.Uniformity(z1, value.T!.Value),
        "contrastiveAccuracy" => EmbeddingMetrics.ContrastiveAccuracy(z1, z2, topK: value.TopK!.Value),
        "procrustesSimilarity" => EmbeddingMetrics.ProcrustesSimilarity(z1, z2),
        "rankMe" => EmbeddingMetrics.EffectiveRank(z1, value.Eps!.Value),
        _ => throw new AssertFailedException($"unknown metric '{value.Metric}'"),
    };

    private sealed class Pair
    {
        [VectorType(3)]
        public float[] First { get; set; } = [];

        [VectorType(3)]
        public float[] Second { get; set; } = [];
    }
}
