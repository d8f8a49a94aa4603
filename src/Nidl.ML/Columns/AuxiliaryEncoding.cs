namespace Nidl.ML;

/// <summary>Turns one value of an auxiliary column into numbers; a missing one into NaN.</summary>
/// <typeparam name="T">The type of the column's values.</typeparam>
internal abstract class AuxiliaryEncoding<T>
{
    /// <summary>Gets the count of numbers that a value becomes.</summary>
    public abstract int Width { get; }

    /// <summary>Writes the numbers of a value into <paramref name="destination"/>, which holds as many as the width.</summary>
    public abstract void Encode(T value, Span<double> destination);
}

/// <summary>A value that is one number.</summary>
internal sealed class NumberEncoding<T>(Func<T, double> number) : AuxiliaryEncoding<T>
{
    public override int Width => 1;

    public override void Encode(T value, Span<double> destination) => destination[0] = number(value);
}

/// <summary>A key as its number, from 1 to the count of categories; key 0 is missing.</summary>
internal sealed class KeyNumberEncoding<T>(ulong categories, Func<T, ulong> key) : AuxiliaryEncoding<T>
{
    public override int Width => 1;

    public override void Encode(T value, Span<double> destination)
    {
        var category = key(value);
        destination[0] = category == 0 || category > categories ? double.NaN : category;
    }
}

/// <summary>A key as one-hot: 1 at its category, 0 at all others; key 0 is missing.</summary>
internal sealed class KeyEncoding<T>(int categories, Func<T, ulong> key) : AuxiliaryEncoding<T>
{
    public override int Width => categories;

    public override void Encode(T value, Span<double> destination)
    {
        var category = key(value);
        // ML.NET reads a key beyond the count as missing, too.
        var isMissing = category == 0 || category > (ulong)categories;
        destination.Fill(isMissing ? double.NaN : 0);
        if (!isMissing)
            destination[(int)category - 1] = 1;
    }
}
