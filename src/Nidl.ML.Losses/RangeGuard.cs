using System.Globalization;

namespace Nidl.ML.Losses;

/// <summary>Checks hyper-parameters at the constructors.</summary>
/// <remarks>
/// Losses are computed in single precision, whose range ends at 3.4e38 and 1.2e-38. The gradient of a similarity divided by a scale s
/// passes through s^(-3/2) and s^(1/2), times the length of the rows: between 1e-20 and 1e20 there is room for both.
/// </remarks>
internal static class RangeGuard
{
    private const double Smallest = 1e-20;
    private const double Largest = 1e20;
    private const double SmallestVariance = 1e-40;
    private const string Why = "outside of which single precision cannot compute";

    /// <summary>Accepts what similarities can be divided by.</summary>
    public static double Scale(double value, string name, string described)
    {
        if (!double.IsFinite(value) || value <= 0)
            throw OutOfRange(value, name, $"{described} must be positive and finite");
        return value is >= Smallest and <= Largest
            ? value
            : throw OutOfRange(value, name, FormattableString.Invariant($"{described} must be from {Smallest} to {Largest}, {Why}"));
    }

    /// <summary>Accepts what a term of a loss can be multiplied with.</summary>
    public static double Weight(double value, string name, string described) => NonNegative(value, name, described) <= Largest
        ? value
        : throw OutOfRange(value, name, FormattableString.Invariant($"{described} must be from 0 to {Largest}, {Why}"));

    /// <summary>Accepts a variance by whose root labels can be divided, or 0.</summary>
    public static double Variance(double value, string name, string described) =>
        NonNegative(value, name, described) is 0 or >= SmallestVariance
        ? value
        : throw OutOfRange(value, name, FormattableString.Invariant($"{described} must be 0 or at least {SmallestVariance}, {Why}"));

    public static TEnum Defined<TEnum>(TEnum value, string name, string described) where TEnum : struct, Enum =>
        Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                name, $"{described} must be one of {string.Join(", ", Enum.GetNames<TEnum>())}, but was {value}.");

    private static double NonNegative(double value, string name, string described) =>
        double.IsFinite(value) && value >= 0 ? value : throw OutOfRange(value, name, $"{described} must be non-negative and finite");

    private static ArgumentOutOfRangeException OutOfRange(double value, string name, string requirement) =>
        new(name, $"{requirement}, but was {value.ToString(CultureInfo.InvariantCulture)}.");
}
