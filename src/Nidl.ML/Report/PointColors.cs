using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>The colors of the map's points and what they mean.</summary>
/// <param name="Colors">One color for each row.</param>
/// <param name="Titles">What each row's value is, as text.</param>
/// <param name="Legend">The colors' meaning: one entry for each category, or the ends of a scale.</param>
/// <param name="IsScale">Whether colors run from low to high.</param>
internal sealed record PointColors(string[] Colors, string[] Titles, IReadOnlyList<(string Color, string Text)> Legend, bool IsScale)
{
    private const string Missing = "missing";
    private const string Other = "other";
    private const string Gray = "#8f949c";

    /// <summary>The same color for all rows.</summary>
    public static PointColors None(int rows) =>
        new([.. Enumerable.Repeat(Palette.Category(0), rows)], [.. Enumerable.Repeat("", rows)], [], false);

    /// <summary>Colors the first rows of a view by a column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a type that cannot be used.</exception>
    public static PointColors ByColumn(IDataView view, string name, int rows)
    {
        var column = ColorColumn.Bind(view.Schema, name);
        var values = column.Read(view, rows);
        var numbers = values.OfType<double>().ToList();
        var distinct = numbers.Distinct().ToList();
        var isScale = numbers.Count > 0 && (distinct.Count > Palette.Count || distinct.Any(number => number != Math.Floor(number)));
        return isScale ? ByScale(values, numbers.Min(), numbers.Max()) : ByCategory(values);
    }

    private static PointColors ByScale(object?[] values, double low, double high)
    {
        var places = new Axis(low, high, 0, 1);
        return new(
            [.. values.Select(value => value is double number ? Palette.Scale(places.Map(number)) : Gray)],
            [.. values.Select(Text)],
            [(Palette.Scale(0), Text(low)), (Palette.Scale(1), Text(high))],
            true);
    }

    // Categories beyond the palette, the rarest ones, share a gray.
    private static PointColors ByCategory(object?[] values)
    {
        var counts = values.OfType<object>().GroupBy(value => value).OrderByDescending(group => group.Count())
            .ThenBy(group => Text(group.Key), StringComparer.Ordinal).ToList();
        var kept = counts.Take(counts.Count > Palette.Count ? Palette.Count - 1 : Palette.Count).Select(group => group.Key)
            .Order(Comparer<object>.Create(Compare)).ToList();
        var colors = kept.Select((value, i) => (value, i)).ToDictionary(entry => entry.value, entry => Palette.Category(entry.i));
        List<(string, string)> legend = [.. kept.Select(value => (colors[value], Text(value)))];
        if (counts.Count > kept.Count)
            legend.Add((Gray, Other));
        if (values.Contains(null))
            legend.Add((Gray, Missing));
        return new(
            [.. values.Select(value => value is not null && colors.TryGetValue(value, out var color) ? color : Gray)],
            [.. values.Select(Text)], legend, false);
    }

    private static int Compare(object first, object second) =>
        first is double number && second is double other ? number.CompareTo(other) : string.CompareOrdinal(Text(first), Text(second));

    private static string Text(object? value) => value switch
    {
        null => Missing,
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        _ => (string)value,
    };
}
