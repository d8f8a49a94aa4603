using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Tests.Evaluation;

[TestClass]
public sealed class LinearProbeTests
{
    private static readonly MLContext Ml = new(1);

    public static IEnumerable<object[]> Tasks =>
    [
        ["IsCat", ProbeTask.BinaryClassification, 1.0], ["Name", ProbeTask.MulticlassClassification, 1.0], ["Size", ProbeTask.Regression, 1e-3],
    ];

    [TestMethod]
    [DynamicData(nameof(Tasks))]
    public void L2Regularization_DrawsTheScoresTogether(string label, ProbeTask task, double _)
    {
        double Spread(double l2) => SpreadOf(Scores(Clusters.Keyed(Ml, 60), label, task, new() { L2Regularization = l2 }));
        Assert.IsLessThan(0.5 * Spread(1e-3), Spread(1e3));
    }

    [TestMethod]
    [DynamicData(nameof(Tasks))]
    public void L2Regularization_Default_IsTheDocumentedOne(string label, ProbeTask task, double l2)
    {
        var data = Clusters.Keyed(Ml, 60);
        float[] Fit(double? value) => Scores(data, label, task, new() { L2Regularization = value });
        var (byDefault, documented) = (Fit(null), Fit(l2));
        var stronger = Fit(30 * l2);
        var tolerance = 0.05 * Distance(documented, stronger);
        Assert.IsGreaterThan(0, tolerance);
        Assert.IsLessThan(tolerance, Distance(byDefault, documented));
    }

    [TestMethod]
    [DynamicData(nameof(Tasks))]
    public void Standardize_MakesTheScoresIndependentOfOffsetAndScale(string label, ProbeTask task, double _)
    {
        var (rows, moved) = (Clusters.Rows(60), Clusters.Rows(60));
        foreach (var row in moved)
            row.Embedding = [.. row.Embedding.Select(value => 3 * value + 1)];
        float[] Fit(Clusters.Row[] of, bool standardizes) => Scores(Keyed(of), label, task, new() { Standardize = standardizes, L2Regularization = 0.1 });
        var (plain, standardized) = (Fit(rows, false), Fit(rows, true));
        var difference = Distance(plain, Fit(moved, false));
        Assert.IsGreaterThan(0.01, difference);
        Assert.IsLessThan(0.1 * difference, Distance(standardized, Fit(moved, true)));
        Assert.IsGreaterThan(1e-3, Distance(plain, standardized));
    }

    private static IDataView Keyed(Clusters.Row[] rows)
    {
        var view = Ml.Data.LoadFromEnumerable(rows);
        return Ml.Transforms.Conversion.MapValueToKey("Name").Fit(view).Transform(view);
    }

    private static float[] Scores(IDataView data, string label, ProbeTask task, LinearProbeOptions options)
    {
        var scored = Ml.SelfSupervised.LinearProbe(task, label, options: options).Fit(data).Transform(data);
        return scored.Schema["Score"].Type is VectorDataViewType ? [.. Embeddings.Of(scored, "Score").SelectMany(row => row)] : [.. scored.GetColumn<float>("Score")];
    }

    private static double SpreadOf(float[] scores) => Views.Batch.Deviation([.. scores.Select(score => (double)score)]);

    private static double Distance(float[] first, float[] second) => first.Zip(second, (a, b) => Math.Abs(a - b)).Max();
}
