using System.Globalization;

namespace Nidl.ML;

/// <summary>
/// One axis of a chart: maps values from <paramref name="Low"/> to <paramref name="High"/> to pixels, and chooses round ticks; whole ones if
/// <paramref name="IsWhole"/>.
/// </summary>
internal readonly record struct Axis(double Low, double High, double PixelLow, double PixelHigh, bool IsWhole = false)
{
    private const int MostTicks = 6;

    private double Step => Math.Max(IsWhole ? 1 : 0, RoundStep((High - Low) / MostTicks));

    /// <summary>Gets an axis over values, a little wider than they are.</summary>
    public static Axis Over(IEnumerable<double> values, double pixelLow, double pixelHigh)
    {
        var (low, high) = values.Aggregate((Low: double.PositiveInfinity, High: double.NegativeInfinity), (range, value) => (Math.Min(range.Low, value), Math.Max(range.High, value)));
        var margin = high > low ? 0.04 * (high - low) : Math.Max(Math.Abs(high) / 2, 1e-12);
        return new(low - margin, high + margin, pixelLow, pixelHigh);
    }

    public double Map(double value) => PixelLow + (value - Low) / (High - Low) * (PixelHigh - PixelLow);

    public IEnumerable<double> Ticks()
    {
        var step = Step;
        for (var i = Math.Ceiling(Low / step - 1e-9); i * step <= High + 1e-9 * step; i++)
            yield return i * step;
    }

    /// <summary>Gets a tick's label, with as many digits as tell it from its neighbours.</summary>
    public string Label(double tick)
    {
        var largest = Math.Max(Math.Abs(Low), Math.Abs(High));
        if (Math.Abs(tick) < 1e-9 * largest)
            return "0";
        var exponent = (int)Math.Floor(Math.Log10(Step) + 1e-9);
        return largest is >= 1e5 or < 1e-2
            ? tick.ToString("0.##e0", CultureInfo.InvariantCulture)
            : tick.ToString("F" + Math.Clamp(-exponent, 0, 6), CultureInfo.InvariantCulture);
    }

    // 1, 2 or 5 times a power of ten, at least as wide as asked for.
    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch { <= 1 => power, <= 2 => 2 * power, <= 5 => 5 * power, _ => 10 * power };
    }
}
