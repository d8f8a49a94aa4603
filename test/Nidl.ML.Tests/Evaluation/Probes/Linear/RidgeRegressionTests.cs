using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Evaluation;

[TestClass]
public sealed class RidgeRegressionTests
{
    [TestMethod]
    [DataRow(12, 3, DisplayName = "More rows than features")]
    [DataRow(4, 9, DisplayName = "More features than rows")]
    [DataRow(6, 5, DisplayName = "As many features as centered rows")]
    public void Weights_Always_AreThoseOfTheNormalEquations(int rows, int features)
    {
        using var scope = NewDisposeScope();
        var (x, y) = Random(rows, features);
        var regression = Create(x, y);
        foreach (var penalty in new[] { 1e-3, 0.5, 40 })
        {
            var (expected, actual) = (NormalEquations.Weights(x, y, penalty), regression.Weights(penalty).data<double>().ToArray());
            for (var k = 0; k < features; k++)
                Assert.AreEqual(expected[k], actual[k], 1e-10, $"penalty {penalty}, weight {k}");
        }
    }

    [TestMethod]
    public void Weights_NoPenaltyAndTwoEqualFeatures_AreTheSmallestOfLeastSquares()
    {
        using var scope = NewDisposeScope();
        double[][] x = [[-1, -1, 0], [1, 1, 0], [-2, -2, 0], [2, 2, 0]];
        var weights = Create(x, [-3, 3, -6, 6]).Weights(0).data<double>().ToArray();
        CollectionAssert.AreEqual(new[] { 1.5, 1.5, 0 }, weights.Select(weight => Math.Round(weight, 12)).ToArray());
    }

    [TestMethod]
    [DataRow(12, 3)]
    [DataRow(4, 9)]
    [DataRow(6, 5)]
    public void CrossValidate_Always_IsTheFormulaOverTheWholeMatrix(int rows, int features)
    {
        using var scope = NewDisposeScope();
        var (x, y) = Random(rows, features);
        var regression = Create(x, y);
        foreach (var penalty in new[] { 0.01, 0.5, 40 })
        {
            var (residuals, trace) = NormalEquations.Smooth(x, y, penalty);
            var expected = residuals / Math.Pow(rows - trace, 2);
            Assert.AreEqual(expected, regression.CrossValidate(penalty), 1e-8 * expected, $"penalty {penalty}");
        }
    }

    [TestMethod]
    public void CrossValidate_RowsOfEqualLeverage_IsLeavingOneOut()
    {
        using var scope = NewDisposeScope();
        // The corners of a cube: each has the same part in the fit, so the generalized error is that of leaving out one after the other.
        double[][] x = [.. Enumerable.Range(0, 8).Select(i => new double[] { (i & 1) * 2 - 1, (i & 2) - 1, (i & 4) / 2.0 - 1 })];
        var random = new Random(4);
        double[] labels = [.. x.Select(row => row[0] - 2 * row[1] + random.NextDouble())];
        double[] centered = [.. labels.Select(label => label - labels.Average())];
        var regression = Create(x, centered);
        foreach (var penalty in new[] { 0.1, 1, 10 })
            Assert.AreEqual(LeaveOneOut(x, labels, penalty), 8 * regression.CrossValidate(penalty), 1e-10, $"penalty {penalty}");
    }

    [TestMethod]
    public void FindPenalty_Always_IsTheBestOfTheGrid()
    {
        using var scope = NewDisposeScope();
        var found = new HashSet<double>();
        foreach (var noise in new[] { 0.0, 0.3, 3, 30 })
        {
            var (x, y) = Random(10, 4, noise);
            var regression = Create(x, y);
            double Error(double penalty)
            {
                var (residuals, trace) = NormalEquations.Smooth(x, y, penalty);
                return residuals / Math.Pow(x.Length - trace, 2);
            }
            var penalty = regression.FindPenalty();
            Assert.Contains(penalty, regression.Penalties);
            // The matrix cannot be told from a singular one below.
            foreach (var other in regression.Penalties.Where(other => other > 1e-6))
                Assert.IsGreaterThanOrEqualTo(
                    0.999 * Error(Math.Max(penalty, 1e-6)), Error(other), $"noise {noise}, {penalty} against {other}");
            found.Add(penalty);
        }
        Assert.IsGreaterThan(2, found.Count);
    }

    [TestMethod]
    public void Penalties_Always_SpanTwelveDecadesOfTheLargestSingularValue()
    {
        using var scope = NewDisposeScope();
        // Singular values 2 and 4.
        var penalties = Create([[2, 0], [-2, 0], [0, 1], [0, -1], [2, 1], [-2, -1], [2, -1], [-2, 1]], new double[8]).Penalties.ToArray();
        Assert.HasCount(25, penalties);
        Assert.AreEqual(24e-10, penalties[0], 1e-15);
        Assert.AreEqual(24e2, penalties[^1], 1e-8);
    }

    [TestMethod]
    public void FindPenalty_AllEquallyGood_TakesTheWeakest()
    {
        using var scope = NewDisposeScope();
        // Two rows: leaving one out leaves nothing to learn from, whatever the penalty.
        var regression = Create([[-0.5], [0.5]], [-0.5, 0.5]);
        Assert.AreEqual(regression.Penalties.First(), regression.FindPenalty());
        Assert.AreEqual(1, regression.Weights(regression.FindPenalty()).ToDouble(), 1e-9);
    }

    [TestMethod]
    public void Weights_NothingVaries_AreZero()
    {
        using var scope = NewDisposeScope();
        var regression = Create([[0, 0], [0, 0], [0, 0]], [-1, 0, 1]);
        Assert.AreEqual(0, regression.FindPenalty());
        CollectionAssert.AreEqual(new double[2], regression.Weights(0).data<double>().ToArray());
    }

    private static RidgeRegression Create(double[][] x, double[] y) =>
        new(tensor(x.SelectMany(row => row).ToArray(), [x.Length, x[0].Length]), tensor(y));

    private static (double[][] X, double[] Y) Random(int rows, int features, double noise = 1)
    {
        var random = new Random(rows + features);
        double[][] x = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, features).Select(_ => random.NextDouble()).ToArray())];
        double[] y = [.. x.Select(row => 3 * row[0] - row[1] + noise * (random.NextDouble() - 0.5))];
        return (NormalEquations.Standardize(x, scales: false), [.. y.Select(label => label - y.Average())]);
    }

    // Each row is predicted from the others; the intercept is a weight of its own, fitted by eliminating it from both.
    private static double LeaveOneOut(double[][] x, double[] labels, double penalty) => Enumerable.Range(0, x.Length).Average(left =>
    {
        double[][] others = [.. x.Where((_, i) => i != left)];
        double[] known = [.. labels.Where((_, i) => i != left)];
        double[] means = [.. Enumerable.Range(0, x[0].Length).Select(k => others.Average(row => row[k]))];
        double[] rest = [.. known.Select(label => label - known.Average())];
        var weights = NormalEquations.Weights([.. others.Select(row => Minus(row, means))], rest, penalty);
        return Math.Pow(labels[left] - known.Average() - NormalEquations.Dot(Minus(x[left], means), weights), 2);
    });

    private static double[] Minus(double[] first, double[] second) => [.. first.Zip(second, (a, b) => a - b)];
}
