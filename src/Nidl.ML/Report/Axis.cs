using System.Globalization;

namespace Nidl.ML;

/// <summary>
/// One axis of a chart: maps values from <paramref name="Low"/> to <paramref name="High"/> to pixels, and chooses round ticks; whole ones
/// if
/// <paramref name="IsWhole"/>.
/// </summary>
internal readonly record struct Axis(double Low, double High, double PixelLow, double PixelHigh, bool IsWhole = false)
{
    private const int MostTicks = 6;

    // Values that differ by less, as a part of the largest, count as equal: their ticks would differ in digits that no label has room for.
    private const double SmallestSpread = 1e-5;

    // What is smaller is drawn as 0.
    private const double Smallest = 1e-300;

    private double Largest => Math.Max(Math.Abs(Low), Math.Abs(High));

    // No finer than what numbers of this size tell apart, so that no two ticks are equal.
    private double Step => Math.Max(Math.Max(IsWhole ? 1 : Smallest, 1e-12 * Largest), RoundStep(EvenStep));

    private double EvenStep => double.IsFinite(High - Low) ? (High - Low) / MostTicks : High / MostTicks - Low / MostTicks;

    /// <summary>
    /// Gets an axis over values, a little wider than they are; those that are not finite do not count. Around values that are all but equal
    /// it reaches half their size to both sides, and from -1 to 1 around 0 or around none.
    /// </summary>
    public static Axis Over(IEnumerable<double> values, double pixelLow, double pixelHigh)
    {
        var finite = values.Where(double.IsFinite).DefaultIfEmpty().ToList();
        var (low, high) = (finite.Min(), finite.Max());
        var largest = Math.Max(Math.Abs(low), Math.Abs(high));
        var half = high / 2 - low / 2;
        var margin = half > SmallestSpread / 2 * largest && half > Smallest ? 0.08 * half : largest > Smallest ? largest / 2 : 1;
        return new(Math.Max(low - margin, double.MinValue), Math.Min(high + margin, double.MaxValue), pixelLow, pixelHigh);
    }

    /// <summary>Gets the pixel of a value; <see cref="PixelLow"/> for all if the axis has no width.</summary>
    public double Map(double value) => PixelLow + Part(value) * (PixelHigh - PixelLow);

    /// <summary>Gets the ticks, at most 8, from low to high.</summary>
    public IReadOnlyList<double> Ticks()
    {
        var step = Step;
        var first = Math.Ceiling(Low / step - 1e-9);
        var count = (int)(Math.Floor(High / step + 1e-9) - first) + 1;
        return [.. Enumerable.Range(0, count).Select(i => (first + i) * step)];
    }

    /// <summary>Gets a tick's label, with as many digits as tell it from its neighbors.</summary>
    public string Label(double tick)
    {
        if (Math.Abs(tick) < 1e-9 * Largest)
            return "0";
        var exponent = Exponent(Step);
        return Largest is >= 1e5 or < 1e-2
            ? tick.ToString($"0.{new string('#', Math.Max(0, Exponent(Largest) - exponent))}e0", CultureInfo.InvariantCulture)
            : tick.ToString($"F{Math.Max(0, -exponent)}", CultureInfo.InvariantCulture);
    }

    // The difference of two large numbers may be none; that of their halves always is one.
    private double Part(double value) =>
        High == Low ? 0
        : double.IsFinite(High - Low) ? (value - Low) / (High - Low)
        : (value / 2 - Low / 2) / (High / 2 - Low / 2);

    // 1, 2 or 5 times a power of ten, at least as wide as asked for.
    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch { <= 1 => power, <= 2 => 2 * power, <= 5 => 5 * power, _ => 10 * power };
    }

    private static int Exponent(double value) => (int)Math.Floor(Math.Log10(value) + 1e-9);
}
