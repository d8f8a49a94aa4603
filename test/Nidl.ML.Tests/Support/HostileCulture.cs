using System.Globalization;

namespace Nidl.ML.Tests;

/// <summary>A culture that writes every sign of a number in its own way, as German and Swedish do together.</summary>
internal static class HostileCulture
{
    private static readonly CultureInfo Culture = Create();

    /// <summary>Calls a function under the culture, on this thread and on those that it starts.</summary>
    public static T Run<T>(Func<T> function)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = Culture;
            return function();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture) = before;
        }
    }

    private static CultureInfo Create()
    {
        // A copy, since the tests' process knows the invariant culture alone.
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        var numbers = culture.NumberFormat;
        (numbers.NegativeSign, numbers.PositiveSign) = ("\u2212", "plus");
        (numbers.NumberDecimalSeparator, numbers.NumberGroupSeparator) = (",", ".");
        (numbers.NaNSymbol, numbers.PositiveInfinitySymbol, numbers.NegativeInfinitySymbol) = ("nothing", "much", "little");
        culture.DateTimeFormat.TimeSeparator = ".";
        return culture;
    }
}
