using System.Globalization;
using System.Numerics;
using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Conversions between item types: integers to every number, reals to reals, truth values and text to numbers, everything to text.</summary>
internal static class ItemConversion
{
    /// <summary>A function of the raw types, or null when there is no such conversion.</summary>
    public static Delegate Find(DataViewType source, DataViewType target)
    {
        if (source is not (NumberDataViewType or KeyDataViewType or BooleanDataViewType or TextDataViewType)) return null;
        if (source.Equals(target)) return Make(nameof(Same), source.RawType);
        if (target is TextDataViewType) return Make(nameof(ToText), source.RawType);
        if (target is BooleanDataViewType) return source is TextDataViewType ? (Func<ReadOnlyMemory<char>, bool>)ParseBoolean : null;
        return source switch
        {
            BooleanDataViewType => Make(nameof(FromBoolean), target.RawType),
            TextDataViewType => Make(nameof(Parse), target.RawType),
            _ when IsReal(source) && !IsReal(target) => null,
            _ => Make(nameof(Number), source.RawType, target.RawType),
        };
    }

    internal static Func<T, T> Same<T>() => value => value;

    internal static Func<TIn, TOut> Number<TIn, TOut>()
        where TIn : INumberBase<TIn>
        where TOut : INumberBase<TOut>
        => TOut.CreateTruncating;

    internal static Func<bool, TOut> FromBoolean<TOut>()
        where TOut : INumberBase<TOut>
        => value => value ? TOut.One : TOut.Zero;

    /// <summary>Empty text and what is no number is missing, which for integers is zero.</summary>
    internal static Func<ReadOnlyMemory<char>, TOut> Parse<TOut>()
        where TOut : INumberBase<TOut>
    {
        var missing = typeof(TOut) == typeof(float) || typeof(TOut) == typeof(double) ? TOut.CreateChecked(double.NaN) : TOut.Zero;
        return text => TOut.TryParse(text.Span.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : missing;
    }

    internal static Func<TIn, ReadOnlyMemory<char>> ToText<TIn>() => value => Convert.ToString(value, CultureInfo.InvariantCulture).AsMemory();

    private static bool ParseBoolean(ReadOnlyMemory<char> text) => text.Span.Trim().Equals("true", StringComparison.OrdinalIgnoreCase) || text.Span.Trim().SequenceEqual("1");

    private static bool IsReal(DataViewType type) => type == NumberDataViewType.Single || type == NumberDataViewType.Double;

    private static Delegate Make(string method, params Type[] types)
        => (Delegate)typeof(ItemConversion).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static).MakeGenericMethod(types).Invoke(null, null);
}
