namespace Nidl.ML;

/// <summary>Draws curves over the epochs; points whose value is not finite are left out.</summary>
internal static class LineChart
{
    private const double Width = 520;
    private const double Height = 270;

    /// <summary>One curve.</summary>
    /// <param name="Name">What it is, as the legend says.</param>
    /// <param name="Points">The epoch and the value.</param>
    public sealed record Curve(string Name, IReadOnlyList<(double X, double Y)> Points);

    public static string Draw(string description, string yName, params IReadOnlyList<Curve> given)
    {
        var curves = given.Select(curve => curve with { Points = [.. curve.Points.Where(point => double.IsFinite(point.Y))] }).ToList();
        var points = curves.SelectMany(curve => curve.Points).ToList();
        var x = Axis.Over(points.Select(point => point.X), 62, Width - 12) with { IsWhole = true };
        var y = Axis.Over(points.Select(point => point.Y), Height - 46, 28);
        var svg = new Svg(Width, Height, description).Frame(x, y, "epoch", yName);
        for (var i = 0; i < curves.Count; i++)
            Draw(svg, curves[i], x, y, Palette.Category(i));
        if (curves.Count > 1)
            DrawLegend(svg, curves);
        return svg.ToString();
    }

    private static void Draw(Svg svg, Curve curve, Axis x, Axis y, string color)
    {
        var pixels = curve.Points.Select(point => (x.Map(point.X), y.Map(point.Y))).ToList();
        svg.Curve(pixels, color);
        // Dots carry the exact values; with very many epochs they would hide the curve.
        if (curve.Points.Count > 60)
            return;
        foreach (var (point, (pixelX, pixelY)) in curve.Points.Zip(pixels))
            svg.Dot(pixelX, pixelY, 2.5, color, FormattableString.Invariant($"epoch {point.X:0.##}: {point.Y:G5}"));
    }

    private static void DrawLegend(Svg svg, IReadOnlyList<Curve> curves)
    {
        var left = 70.0;
        for (var i = 0; i < curves.Count; i++)
        {
            svg.Bar(left, 8, 10, 10, Palette.Category(i)).Text(left + 15, 17, curves[i].Name, "start");
            left += 30 + 7 * curves[i].Name.Length;
        }
    }
}
