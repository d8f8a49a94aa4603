namespace Nidl.ML;

/// <summary>Draws accuracies as groups of bars, with whiskers for their spread.</summary>
internal static class AccuracyChart
{
    private const double Width = 1060;
    private const double Height = 300;

    public static string Draw(IReadOnlyList<ReportedAccuracy> accuracies)
    {
        var groups = accuracies.Select(accuracy => accuracy.Group).Distinct().ToList();
        var series = accuracies.Select(accuracy => accuracy.Series).Distinct().ToList();
        var x = new Axis(0, groups.Count, 62, Width - 12);
        var y = new Axis(0, 1, Height - 46, 34);
        var svg = new Svg(Width, Height, "Accuracies").Frame(x, y, "", "accuracy", hasTicksX: false);
        foreach (var accuracy in accuracies)
            Draw(svg, accuracy, x, y, groups.IndexOf(accuracy.Group), series.IndexOf(accuracy.Series), series.Count);
        for (var i = 0; i < groups.Count; i++)
            svg.Text(x.Map(i + 0.5), y.PixelLow + 20, groups[i]);
        DrawLegend(svg, series);
        return svg.ToString();
    }

    private static void Draw(Svg svg, ReportedAccuracy accuracy, Axis x, Axis y, int group, int series, int seriesCount)
    {
        var slot = x.Map(0.8) - x.Map(0);
        var width = Math.Min(slot / seriesCount, 90);
        var left = x.Map(group + 0.5) + (series - seriesCount / 2.0) * width;
        var top = y.Map(accuracy.Value);
        var spread = accuracy.Spread > 0 ? FormattableString.Invariant($" ± {accuracy.Spread:F4}") : "";
        svg.Bar(left + 2, top, width - 4, y.PixelLow - top, Palette.Category(series),
            FormattableString.Invariant($"{accuracy.Series}, {accuracy.Group}: {accuracy.Value:F4}") + spread);
        var highest = y.Map(Math.Min(1, accuracy.Value + accuracy.Spread));
        if (accuracy.Spread > 0)
            svg.Line(left + width / 2, highest, left + width / 2, y.Map(Math.Max(0, accuracy.Value - accuracy.Spread)), "whisker");
        svg.Text(left + width / 2, highest - 5, accuracy.Value.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void DrawLegend(Svg svg, List<string> series)
    {
        var left = 70.0;
        for (var i = 0; i < series.Count; i++)
        {
            svg.Bar(left, 4, 10, 10, Palette.Category(i)).Text(left + 15, 13, series[i], "start");
            left += 34 + 7 * series[i].Length;
        }
    }
}
