using System.Globalization;
using System.Text.RegularExpressions;

namespace Nidl.ML.Tests;

[TestClass]
public sealed class AccuracyChartTests
{
    private static readonly string s_chart = AccuracyChart.Draw(
        [new("10 labels", "raw", 0.25), new("10 labels", "SimCLR", 0.5, 0.125), new("20 labels", "raw", 0.75)]);

    [TestMethod]
    public void Bars_OfValues_AreAsHigh()
    {
        var bars = Bars();
        Assert.HasCount(3, bars);
        Assert.AreEqual(2 * bars[0].Height, bars[1].Height, 0.05);
        Assert.AreEqual(3 * bars[0].Height, bars[2].Height, 0.05);
        Assert.AreEqual(bars[0].Y + bars[0].Height, bars[2].Y + bars[2].Height, 0.05);
    }

    [TestMethod]
    public void Bars_OfOneGroup_StandSideBySideInTheColorOfTheirSeries()
    {
        var bars = Bars();
        Assert.AreEqual(bars[0].X + bars[0].Width + 4, bars[1].X, 0.05);
        Assert.IsGreaterThan(bars[1].X + bars[1].Width + 4, bars[2].X);
        Assert.AreEqual(bars[0].Color, bars[2].Color);
        Assert.AreNotEqual(bars[0].Color, bars[1].Color);
    }

    [TestMethod]
    public void Chart_GroupsSeriesAndValues_AreWritten()
    {
        foreach (var text in new[] { "10 labels", "20 labels", "raw", "SimCLR", "0.250", "0.500", "0.750" })
            Assert.AreEqual(1, Reports.Count(s_chart, $">{text}<"), text);
    }

    [TestMethod]
    public void Whiskers_OfSpreads_AreTwoSpreadsAroundTheValue()
    {
        var bar = Bars()[1];
        var whisker = Regex.Match(s_chart, "<line class=\"whisker\" x1=\"([^\"]+)\" y1=\"([^\"]+)\" x2=\"([^\"]+)\" y2=\"([^\"]+)\"");
        double Place(int group) => double.Parse(whisker.Groups[group].Value, CultureInfo.InvariantCulture);
        Assert.AreEqual(bar.X + bar.Width / 2, Place(1), 0.05);
        // 0.125 is a quarter of the bar's value.
        Assert.AreEqual(bar.Y - bar.Height / 4, Place(2), 0.05);
        Assert.AreEqual(bar.Y + bar.Height / 4, Place(4), 0.05);
    }

    private static (double X, double Y, double Width, double Height, string Color)[] Bars() =>
        [.. Regex.Matches(s_chart, "<rect x=\"([^\"]+)\" y=\"([^\"]+)\" width=\"([^\"]+)\" height=\"([^\"]+)\" fill=\"([^\"]+)\"><title>")
            .Select(match =>
        {
            double Number(int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
            return (Number(1), Number(2), Number(3), Number(4), match.Groups[5].Value);
        })];
}
