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
                Assert.AreEqual(value.Expected, Compute(value, z1, z2), 1e-9 * Math.Max(1, Math.Abs(value.Expected)), $"{golden.N} x {golden.D}: {value}");
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
                sum += Math.Exp(-2 * (Square(values[3 * i] - values[3 * j]) + Square(values[3 * i + 1] - values[3 * j + 1]) + Square(values[3 * i + 2] - values[3 * j + 2])));
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
        Assert.AreEqual(Math.Exp(-2 * 0.75 * Math.Log(0.75)), EmbeddingMetrics.EffectiveRank(eye(2, dtype: ScalarType.Float64), epsilon: 0.25), 1e-9);
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
        var view = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 12).Select(i => new Pair { First = [i, 1, -i], Second = [i + 0.5f, 2, i % 3] }));
        using var scope = NewDisposeScope();
        var (z1, z2) = (tensor(Flat(row => row.First), [12, 3]), tensor(Flat(row => row.Second), [12, 3]));
        Assert.AreEqual(EmbeddingMetrics.Alignment(z1, z2), EmbeddingMetrics.Alignment(view, "First", "Second"));
        Assert.AreEqual(EmbeddingMetrics.Uniformity(z2), EmbeddingMetrics.Uniformity(view, "Second"));
        Assert.AreEqual(EmbeddingMetrics.EffectiveRank(z2), EmbeddingMetrics.EffectiveRank(view, "Second"));
        Assert.AreEqual(EmbeddingMetrics.ContrastiveAccuracy(z1, z2), EmbeddingMetrics.ContrastiveAccuracy(view, "First", "Second"));
        Assert.AreEqual(EmbeddingMetrics.ProcrustesSimilarity(z1, z2), EmbeddingMetrics.ProcrustesSimilarity(view, "First", "Second"));
        AreArguments(
            (alpha, normalize) => EmbeddingMetrics.Alignment(z1, z2, alpha, normalize), (alpha, normalize) => EmbeddingMetrics.Alignment(view, "First", "Second", alpha, normalize), 2, 3);
        AreArguments((t, normalize) => EmbeddingMetrics.Uniformity(z2, t, normalize), (t, normalize) => EmbeddingMetrics.Uniformity(view, "Second", t, normalize), 2, 0.5);
        AreArguments((epsilon, _) => EmbeddingMetrics.EffectiveRank(z2, epsilon), (epsilon, _) => EmbeddingMetrics.EffectiveRank(view, "Second", epsilon), 1e-7, 0.1);
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
            "z must be a floating (N, D) with N at least 2, but it is Float32 (1, 3). (Parameter 'z')", () => EmbeddingMetrics.Uniformity(ones(1, 3)));
        Error.Is<ArgumentException>(
            "z1 and z2 must have the same shape (N, D), but z1 has (2, 3) and z2 (3, 3). (Parameter 'z2')", () => EmbeddingMetrics.Alignment(ones(2, 3), ones(3, 3)));
        Error.Is<ArgumentException>(
            "z must have finite values, but it has NaN or infinite ones. (Parameter 'z')", () => EmbeddingMetrics.EffectiveRank(full([2, 3], double.NaN)));
        Error.Is<ArgumentOutOfRangeException>(
            "topK must be at least 1, but '0' was given. (Parameter 'topK')", () => EmbeddingMetrics.ContrastiveAccuracy(ones(2, 3), ones(2, 3), topK: 0));
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
