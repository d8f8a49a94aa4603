using System.Globalization;

namespace Nidl.ML;

/// <summary>Writes durations of any length for people.</summary>
internal static class Duration
{
    private const int SecondsOfADay = 24 * 60 * 60;

    /// <summary>Gets a duration in whole seconds, <c>0:01:39</c>, with the days before it if it has any, <c>2 d 2:06:55</c>.</summary>
    /// <param name="seconds">The duration in seconds, at least 0 and finite.</param>
    public static string Text(double seconds)
    {
        var days = Math.Floor(seconds / SecondsOfADay);
        var time = TimeSpan.FromSeconds(seconds % SecondsOfADay).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
        return days > 0 ? FormattableString.Invariant($"{days:F0} d {time}") : time;
    }
}
