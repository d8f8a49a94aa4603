namespace Nidl.ML.Tests;

[TestClass]
public sealed class LineChartTests
{
    [TestMethod]
    public void Draw_PointsThatAreNotFinite_AreLeftOut()
    {
        var chart = Draw((1, 5), (2, double.NaN), (3, double.PositiveInfinity), (4, 7));
        Assert.AreEqual(chart, Draw((1, 5), (4, 7)));
        Assert.AreEqual(2, Reports.Count(chart, "<circle"));
    }

    [TestMethod]
    public void Draw_CurveWithoutAPoint_LeavesTheFrame()
    {
        var chart = Draw((1, double.NaN));
        Assert.AreEqual(0, Reports.Count(chart, "<circle"));
        Assert.IsGreaterThan(1, Reports.Count(chart, "class=\"grid\""));
        Assert.IsFalse(chart.Contains("NaN", StringComparison.Ordinal), chart);
    }

    [TestMethod]
    public void Draw_ValuesOfAnySize_HavePlacesThatAreNumbers()
    {
        string[] charts = [Draw((1, double.MaxValue), (2, double.MinValue)), Draw((1, 5e-324), (2, 0)), Draw((int.MaxValue, 1))];
        foreach (var chart in charts)
            Assert.IsFalse(chart.Contains("NaN", StringComparison.Ordinal) || chart.Contains("Infinity", StringComparison.Ordinal), chart);
    }

    private static string Draw(params (double, double)[] points) =>
        LineChart.Draw("Loss by epoch", "loss", new LineChart.Curve("training", points));
}
