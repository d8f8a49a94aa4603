using System.Text.Json.Serialization;
using static System.FormattableString;

namespace Nidl.ML;

/// <summary>
/// Describes the range from which an augmentation draws a parameter of each sample, uniformly. Write it as a pair,
/// <c>Scale = (0.2, 1)</c>, or as one number for a fixed value, <c>StandardDeviation = 0.05</c>.
/// </summary>
public readonly record struct Interval
{
    /// <summary>Creates the range from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <param name="low">The smallest value, finite.</param>
    /// <param name="high">The largest value, finite and at least <paramref name="low"/>.</param>
    /// <exception cref="ArgumentException">A bound is not finite, or <paramref name="high"/> is below <paramref name="low"/>.</exception>
    [JsonConstructor]
    public Interval(double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || high < low)
            throw new ArgumentException(
                Invariant($"An interval needs two finite bounds, the lower one first, but ({low}, {high}) was given."));
        Low = low;
        High = high;
    }

    /// <summary>Gets the smallest value.</summary>
    public double Low { get; }

    /// <summary>Gets the largest value.</summary>
    public double High { get; }

    /// <summary>Converts a pair (low, high) to the range between them.</summary>
    public static implicit operator Interval((double Low, double High) bounds) => new(bounds.Low, bounds.High);

    /// <summary>Converts a number to the range that holds only this number.</summary>
    public static implicit operator Interval(double value) => new(value, value);

    /// <summary>Gets the range as it stands in messages, for example <c>(0.08, 1)</c>.</summary>
    public override string ToString() => Invariant($"({Low}, {High})");
}
