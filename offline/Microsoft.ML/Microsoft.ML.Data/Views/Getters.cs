using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Typed getters where the type is known at run time only.</summary>
internal static class Getters
{
    private static readonly MethodInfo _untyped = typeof(Getters).GetMethod(nameof(Typed), BindingFlags.NonPublic | BindingFlags.Static);

    public static Delegate Untyped(DataViewRow row, DataViewSchema.Column column) => (Delegate)_untyped.MakeGenericMethod(column.Type.RawType).Invoke(null, [row, column]);

    /// <summary>Calls a generic static method with one type argument.</summary>
    public static object Invoke(Type holder, string method, Type type, params object[] arguments)
    {
        var generic = holder.GetMethod(method, BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static).MakeGenericMethod(type);
        return generic.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    public static ValueGetter<TValue> Cast<TValue>(Delegate getter)
        => getter as ValueGetter<TValue> ?? throw Contracts.Except($"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{getter.GetType().GetGenericArguments()[0]}'.");

    public static void CheckActive(DataViewRow row, DataViewSchema.Column column)
        => Contracts.Check(row.IsColumnActive(column), $"The column '{column.Name}' is not active: it was not among the columns that the cursor was asked for.");

    public static bool[] Mask(IEnumerable<DataViewSchema.Column> columns, DataViewSchema schema)
    {
        var mask = new bool[schema.Count];
        foreach (var column in columns) mask[column.Index] = true;
        return mask;
    }

    private static Delegate Typed<TValue>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<TValue>(column);
}
