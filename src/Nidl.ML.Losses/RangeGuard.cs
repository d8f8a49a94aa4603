using System.Globalization;

namespace Nidl.ML.Losses;

/// <summary>Checks hyper-parameters at the constructors.</summary>
internal static class RangeGuard
{
    public static double Positive(double value, string name, string described) =>
        double.IsFinite(value) && value > 0 ? value : throw OutOfRange(value, name, $"{described} must be positive and finite");

    public static double NonNegative(double value, string name, string described) =>
        double.IsFinite(value) && value >= 0 ? value : throw OutOfRange(value, name, $"{described} must be non-negative and finite");

    public static TEnum Defined<TEnum>(TEnum value, string name, string described) where TEnum : struct, Enum =>
        Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                name, $"{described} must be one of {string.Join(", ", Enum.GetNames<TEnum>())}, but was {value}.");

    private static ArgumentOutOfRangeException OutOfRange(double value, string name, string requirement) =>
        new(name, $"{requirement}, but was {value.ToString(CultureInfo.InvariantCulture)}.");
}
