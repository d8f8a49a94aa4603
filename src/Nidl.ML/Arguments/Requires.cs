using System.Runtime.CompilerServices;

namespace Nidl.ML;

/// <summary>Checks an option's value and returns it; the message says what is required and what was given.</summary>
internal static class Requires
{
    private const double Largest = 1e20;
    private const string Why = "outside of which single precision cannot compute";

    public static int AtLeast(int value, int minimum, [CallerMemberName] string name = "") =>
        value >= minimum ? value : throw Out(name, $"at least {minimum}", value);

    public static int? AtLeast(int? value, int minimum, [CallerMemberName] string name = "") =>
        value is null ? null : AtLeast(value.Value, minimum, name);

    public static long AtLeast(long value, long minimum, [CallerMemberName] string name = "") =>
        value >= minimum ? value : throw Out(name, $"at least {minimum}", value);

    /// <summary>Accepts <paramref name="minimum"/> to <paramref name="maximum"/>, both with them.</summary>
    public static int Within(int value, int minimum, int maximum, [CallerMemberName] string name = "") =>
        value >= minimum && value <= maximum ? value : throw Out(name, $"from {minimum} to {maximum}", value);

    /// <summary>Accepts one of some numbers.</summary>
    public static int OneOf(int value, int[] allowed, [CallerMemberName] string name = "") => allowed.Contains(value)
        ? value
        : throw Out(name, $"{string.Join(", ", allowed[..^1])} or {allowed[^1]}", value);

    public static double Positive(double value, [CallerMemberName] string name = "") =>
        value > 0 && double.IsFinite(value) ? value : throw Out(name, "positive and finite", value);

    public static double? Positive(double? value, [CallerMemberName] string name = "") =>
        value is null ? null : Positive(value.Value, name);

    /// <summary>Accepts what a loss or an update can be divided by; the losses have the same range.</summary>
    public static double Scale(double value, [CallerMemberName] string name = "") =>
        Positive(value, name) is >= 1e-20 and <= Largest
            ? value
            : throw Out(name, $"from 1E-20 to 1E+20, {Why}", value);

    /// <summary>Accepts what a term of a loss can be multiplied with; the losses have the same range.</summary>
    public static double Weight(double value, [CallerMemberName] string name = "") =>
        NotNegative(value, name) <= Largest ? value : throw Out(name, $"from 0 to 1E+20, {Why}", value);

    public static double NotNegative(double value, [CallerMemberName] string name = "") =>
        value >= 0 && double.IsFinite(value) ? value : throw Out(name, "at least 0 and finite", value);

    /// <summary>Accepts <paramref name="low"/> up to, without, <paramref name="high"/>.</summary>
    public static double InRange(double value, double low, double high, [CallerMemberName] string name = "") =>
        value >= low && value < high ? value : throw Out(name, FormattableString.Invariant($"in [{low}, {high})"), value);

    /// <summary>Accepts <paramref name="low"/> to <paramref name="high"/>, both with them.</summary>
    public static double Within(double value, double low, double high, [CallerMemberName] string name = "") =>
        value >= low && value <= high ? value : throw Out(name, FormattableString.Invariant($"from {low} to {high}"), value);

    /// <summary>Accepts 0 to 1, with both.</summary>
    public static double Share(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and <= 1 ? value : throw Out(name, "from 0 to 1", value);

    /// <summary>Accepts what lies between <paramref name="low"/> and <paramref name="high"/>, without both.</summary>
    public static double? Between(double? value, double low, double high, [CallerMemberName] string name = "") =>
        value is null || (value > low && value < high) ? value : throw Out(name, FormattableString.Invariant($"in ({low}, {high})"), value);

    public static string NotEmpty(string? value, [CallerMemberName] string name = "") =>
        string.IsNullOrEmpty(value) ? throw new ArgumentException($"{name} must not be empty.", name) : value;

    public static T NotNull<T>(T? value, [CallerMemberName] string name = "") where T : class =>
        value ?? throw new ArgumentNullException(name);

    /// <summary>Accepts a list without null among its entries.</summary>
    public static IReadOnlyList<T> NoNulls<T>(IReadOnlyList<T> value, string name)
    {
        for (var i = 0; i < value.Count; i++)
        {
            if (value[i] is null)
                throw new ArgumentNullException(name, $"{name} must have no null entry, but the one at index {i} is null.");
        }
        return value;
    }

    /// <summary>Accepts a list of sizes, each at least 1, and copies it; it may be empty.</summary>
    public static IReadOnlyList<int> Sizes(IReadOnlyList<int>? value, [CallerMemberName] string name = "")
    {
        var sizes = ValueList<int>.Copy(NotNull(value, name), name);
        return sizes.All(size => size >= 1)
            ? sizes
            : throw new ArgumentException($"{name} must be at least 1 each, but {sizes} was given.", name);
    }

    /// <summary>Accepts a list of one or more finite numbers and copies it.</summary>
    public static IReadOnlyList<double> Numbers(IReadOnlyList<double>? value, [CallerMemberName] string name = "")
    {
        var numbers = ValueList<double>.Copy(NotNull(value, name), name);
        return numbers.Count > 0 && numbers.All(double.IsFinite)
            ? numbers
            : throw new ArgumentException($"{name} must be one or more finite numbers, but {numbers} was given.", name);
    }

    /// <summary>Accepts a list of names, none empty and none twice, and copies it; it may be empty.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<string>? value, [CallerMemberName] string name = "")
    {
        var names = ValueList<string>.Copy(NotNull(value, name), name);
        if (names.Any(string.IsNullOrEmpty))
            throw new ArgumentException($"{name} must have no empty name, but {names} was given.", name);
        return names.Distinct().Count() == names.Count
            ? names
            : throw new ArgumentException($"{name} must differ from each other, but {names} was given.", name);
    }

    public static TEnum? Defined<TEnum>(TEnum? value, [CallerMemberName] string name = "") where TEnum : struct, Enum =>
        value is null ? null : Defined(value.Value, name);

    public static TEnum Defined<TEnum>(TEnum value, [CallerMemberName] string name = "") where TEnum : struct, Enum =>
        Enum.IsDefined(value) ? value : throw Out(name, $"one of {string.Join(", ", Enum.GetNames<TEnum>())}", value);

    private static ArgumentOutOfRangeException Out(string name, string required, object value) =>
        new(name, FormattableString.Invariant($"{name} must be {required}, but '{value}' was given."));
}
