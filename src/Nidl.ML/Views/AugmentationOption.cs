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

    /// <summary>Accepts a range of shares of a whole: above 0, at most 1.</summary>
    public static Interval Share(Interval value, [CallerMemberName] string name = "") =>
        value.Low > 0 && value.High <= 1 ? value : throw Out(name, "above 0 and at most 1", value);

    private static ArgumentOutOfRangeException Out(string name, string required, object value) =>
        new(name, FormattableString.Invariant($"{name} must be {required}, but '{value}' was given."));
}
