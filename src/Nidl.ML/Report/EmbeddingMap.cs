namespace Nidl.ML;

/// <summary>Draws embeddings as points on the plane of their first two principal components.</summary>
internal static class EmbeddingMap
{
    private const double Width = 720;
    private const double Height = 520;

    public static string Draw(PrincipalComponents components, PointColors colors)
    {
        // A point in the middle of nowhere if all embeddings are equal: the axes need a width.
        var x = Axis.Over(components.Points.Select(point => point.X), 66, Width - 12);
        var y = Axis.Over(components.Points.Select(point => point.Y), Height - 46, 10);
        var svg = new Svg(Width, Height, "Embeddings on their first two principal components")
            .Frame(x, y, Name(1, components.Shares.X), Name(2, components.Shares.Y));
        var radius = components.Points.Length > 1000 ? 2.2 : 3.2;
        for (var i = 0; i < components.Points.Length; i++)
            svg.Dot(x.Map(components.Points[i].X), y.Map(components.Points[i].Y), radius, colors.Colors[i], colors.Titles[i]);
        return svg.ToString();
    }

    /// <summary>Gets the meaning of the colors as HTML; nothing if all are one.</summary>
    public static string Legend(PointColors colors, string? columnName)
    {
        if (columnName is null)
            return "";
        var title = $"<div class=\"legend\"><b>{Svg.Escape(columnName)}</b>";
        if (colors.IsScale)
        {
            var stops = string.Join(", ", Enumerable.Range(0, 9).Select(i => Palette.Scale(i / 8.0)));
            return $"{title}<span>{Svg.Escape(colors.Legend[0].Text)}</span><i class=\"scale\" style=\"background:linear-gradient(90deg, "
                + $"{stops})\"></i><span>{Svg.Escape(colors.Legend[1].Text)}</span></div>";
        }
        return title + string.Concat(
            colors.Legend.Select(entry => $"<span><i style=\"background:{entry.Color}\"></i>{Svg.Escape(entry.Text)}</span>")) + "</div>";
    }

    private static string Name(int number, double share) =>
        FormattableString.Invariant($"component {number}, {100 * share:F1} % of the variance");
}
