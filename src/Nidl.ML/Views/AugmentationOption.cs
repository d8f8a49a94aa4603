using System.Runtime.CompilerServices;

namespace Nidl.ML;

/// <summary>Checks the options that only augmentations have, as <see cref="Requires"/> does the others.</summary>
internal static class AugmentationOption
{
    public static double Probability(double value, [CallerMemberName] string name = "") => Between(value, 0, 1, name);

    public static double Between(double value, double low, double high, [CallerMemberName] string name = "") =>
        value >= low && value <= high ? value : throw Out(name, FormattableString.Invariant($"from {low} to {high}"), value);

    public static double Finite(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) ? value : throw Out(name, "finite", value);

    public static Interval Between(Interval value, double low, double high, [CallerMemberName] string name = "") =>
        value.Low >= low && value.High <= high ? value : throw Out(name, FormattableString.Invariant($"from {low} to {high}"), value);

    public static Interval NotNegative(Interval value, [CallerMemberName] string name = "") =>
        value.Low >= 0 ? value : throw Out(name, "at least 0", value);

    public static Interval Positive(Interval value, [CallerMemberName] string name = "") =>
        value.Low > 0 ? value : throw Out(name, "positive", value);

    public static AxisIntervals Between(AxisIntervals value, double low, double high, [CallerMemberName] string name = "") =>
        value.All(interval => interval.Low >= low && interval.High <= high)
            ? value
            : throw Out(name, FormattableString.Invariant($"from {low} to {high}"), value);

    public static AxisIntervals NotNegative(AxisIntervals value, [CallerMemberName] string name = "") =>
        value.All(interval => interval.Low >= 0) ? value : throw Out(name, "at least 0", value);

    public static AxisIntervals Positive(AxisIntervals value, [CallerMemberName] string name = "") =>
        value.All(interval => interval.Low > 0) ? value : throw Out(name, "positive", value);

    /// <summary>Accepts a range from which whole numbers are drawn.</summary>
    public static Interval Whole(Interval value, int minimum, [CallerMemberName] string name = "") =>
        value.Low >= minimum && double.IsInteger(value.Low) && double.IsInteger(value.High)
            ? value
            : throw Out(name, $"whole numbers of at least {minimum}", value);

    /// <summary>Accepts a length for all axes of a volume, or three.</summary>
    public static IReadOnlyList<int>? PerAxis(IReadOnlyList<int>? value, [CallerMemberName] string name = "") =>
        Lengths(value, 3, "one length for all axes or three", name);

    /// <summary>Accepts a length for both axes of an image, or two.</summary>
    public static IReadOnlyList<int>? HeightAndWidth(IReadOnlyList<int>? value, [CallerMemberName] string name = "") =>
        Lengths(value, 2, "one length for both axes or two", name);

    /// <summary>Accepts a share of a whole: above 0, at most 1.</summary>
    public static double Share(double value, [CallerMemberName] string name = "") =>
        value > 0 && value <= 1 ? value : throw Out(name, "above 0 and at most 1", value);

    /// <summary>Accepts a range of shares of a whole: above 0, at most 1.</summary>
    public static Interval Share(Interval value, [CallerMemberName] string name = "") =>
        value.Low > 0 && value.High <= 1 ? value : throw Out(name, "above 0 and at most 1", value);

    private static IReadOnlyList<int>? Lengths(IReadOnlyList<int>? value, int axes, string required, string name)
    {
        var lengths = value is null ? null : Requires.Sizes(value, name);
        return lengths is null || lengths.Count == 1 || lengths.Count == axes ? lengths : throw Out(name, required, lengths);
    }

    private static ArgumentOutOfRangeException Out(string name, string required, object value) =>
        new(name, FormattableString.Invariant($"{name} must be {required}, but '{value}' was given."));
}
