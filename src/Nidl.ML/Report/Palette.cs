using System.Globalization;

namespace Nidl.ML;

/// <summary>The colors of a report's charts, of middle lightness so that they read on white and on black.</summary>
internal static class Palette
{
    private static readonly string[] _categories =
        ["#4269d0", "#ef9f1a", "#e8554e", "#43b3a0", "#3ca951", "#f07fb0", "#a463f2", "#84a9f0", "#a3714f", "#8f949c", "#1c8199",
            "#c22f78"];

    private static readonly (int Red, int Green, int Blue)[] _scale = [
        (77, 66, 190), (143, 66, 176), (212, 80, 124), (240, 138, 75), (242, 193, 78)];

    /// <summary>The number of categories that have a color of their own.</summary>
    public static int Count => _categories.Length;

    /// <summary>Gets the color of a category, counted from 0.</summary>
    public static string Category(int index) => _categories[index % _categories.Length];

    /// <summary>Gets the color of a place between low, 0, and high, 1.</summary>
    public static string Scale(double place)
    {
        var position = Math.Clamp(place, 0, 1) * (_scale.Length - 1);
        var from = _scale[Math.Min((int)position, _scale.Length - 2)];
        var to = _scale[Math.Min((int)position, _scale.Length - 2) + 1];
        var part = position - Math.Min((int)position, _scale.Length - 2);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"#{Mix(from.Red, to.Red, part):x2}{Mix(from.Green, to.Green, part):x2}{Mix(from.Blue, to.Blue, part):x2}");
    }

    private static int Mix(int from, int to, double part) => (int)Math.Round(from + part * (to - from));
}
