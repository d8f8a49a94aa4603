using System.Globalization;
using System.Net;
using System.Text;

namespace Nidl.ML;

/// <summary>Builds one inline SVG picture; coordinates are pixels from the top left, colors are the page's.</summary>
internal sealed class Svg
{
    private readonly StringBuilder _text = new();

    public Svg(double width, double height, string description) =>
        _text.Append(
            CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {width:0.##} {height:0.##}\" role=\"img\" aria-label=\"{Escape(description)}\">");

    /// <summary>Gets text as it stands in HTML.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    public Svg Line(double x1, double y1, double x2, double y2, string style) =>
        Add($"<line class=\"{style}\" x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\"/>");

    public Svg Curve(IEnumerable<(double X, double Y)> points, string color) =>
        Add($"<polyline class=\"curve\" stroke=\"{color}\" points=\"{string.Join(' ', points.Select(Point))}\"/>");

    public Svg Dot(double x, double y, double radius, string color, string title = "") =>
        Add($"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{color}\">{Title(title)}</circle>");

    public Svg Bar(double x, double y, double width, double height, string color, string title = "") =>
        Add($"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{color}\">{Title(title)}</rect>");

    /// <summary>Writes text at a point; <paramref name="anchor"/> is start, middle or end.</summary>
    public Svg Text(double x, double y, string text, string anchor = "middle", string style = "label") =>
        Add($"<text class=\"{style}\" x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\">{Escape(text)}</text>");

    /// <summary>Writes text upwards, centered on a point.</summary>
    public Svg UpwardText(double x, double y, string text) =>
        Add($"<text class=\"label\" x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"middle\"")
            .Add($" transform=\"rotate(-90 {x:0.##} {y:0.##})\">{Escape(text)}</text>");

    /// <summary>Draws the frame of a chart: grid lines, tick labels and the names of both axes.</summary>
    public Svg Frame(Axis x, Axis y, string xName, string yName, bool hasTicksX = true)
    {
        foreach (var tick in y.Ticks())
            Line(x.PixelLow, y.Map(tick), x.PixelHigh, y.Map(tick), "grid").Text(x.PixelLow - 6, y.Map(tick) + 4, y.Label(tick), "end");
        foreach (var tick in hasTicksX ? x.Ticks() : [])
            Line(x.Map(tick), y.PixelLow, x.Map(tick), y.PixelLow + 4, "axis").Text(x.Map(tick), y.PixelLow + 17, x.Label(tick));
        return Line(x.PixelLow, y.PixelLow, x.PixelHigh, y.PixelLow, "axis")
            .Text((x.PixelLow + x.PixelHigh) / 2, y.PixelLow + 34, xName)
            .UpwardText(14, (y.PixelLow + y.PixelHigh) / 2, yName);
    }

    public override string ToString() => _text + "</svg>";

    private static string Point((double X, double Y) point) => FormattableString.Invariant($"{point.X:0.##},{point.Y:0.##}");

    private static string Title(string title) => title.Length == 0 ? "" : $"<title>{Escape(title)}</title>";

    private Svg Add(FormattableString element)
    {
        _text.Append(element.ToString(CultureInfo.InvariantCulture));
        return this;
    }
}
