namespace Microsoft.ML.Data;

/// <summary>One column as a sequence.</summary>
public static class ColumnCursorExtensions
{
    /// <summary>The values of the column of that name.</summary>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName) => data.GetColumn<T>(data.Schema[columnName]);

    /// <summary>The values of a column: by its raw type, text as strings, vectors as arrays.</summary>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        Contracts.CheckValue(data, nameof(data));
        var type = column.Type;
        if (typeof(T) == type.RawType) return Values<T, T>(data, column, v => v);
        if (typeof(T) == typeof(string) && type is TextDataViewType) return Values<ReadOnlyMemory<char>, T>(data, column, v => (T)(object)v.ToString());
        var fits = typeof(T).IsArray && type is VectorDataViewType vector && (vector.ItemType.RawType == typeof(T).GetElementType() || (vector.ItemType is TextDataViewType && typeof(T) == typeof(string[])));
        if (!fits) throw Contracts.ExceptParam(nameof(column), $"Could not map a data view column '{column.Name}' of type {type} to {typeof(T)}.");
        if (typeof(T) == typeof(string[])) return Values<VBuffer<ReadOnlyMemory<char>>, T>(data, column, v => (T)(object)v.DenseValues().Select(m => m.ToString()).ToArray());
        return (IEnumerable<T>)Getters.Invoke(typeof(ColumnCursorExtensions), nameof(Arrays), typeof(T).GetElementType(), data, column);
    }

    internal static IEnumerable<TItem[]> Arrays<TItem>(IDataView data, DataViewSchema.Column column)
        => Values<VBuffer<TItem>, TItem[]>(data, column, v => [.. v.DenseValues()]);

    private static IEnumerable<TOut> Values<TRaw, TOut>(IDataView data, DataViewSchema.Column column, Func<TRaw, TOut> convert)
    {
        using var cursor = data.GetRowCursor([column]);
        var getter = cursor.GetGetter<TRaw>(column);
        while (cursor.MoveNext())
        {
            TRaw value = default;
            getter(ref value);
            yield return convert(value);
        }
    }
}
