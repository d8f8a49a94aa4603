namespace Microsoft.ML.Data;

/// <summary>What counts as missing: NaN, the key 0, and nothing else.</summary>
internal static class MissingValues
{
    public static void CheckCanBeMissing(DataViewSchema.Column column)
    {
        var item = column.Type.GetItemType();
        var can = item == NumberDataViewType.Single || item == NumberDataViewType.Double || item is KeyDataViewType;
        if (!can) throw Contracts.ExceptParam(nameof(column), $"Column '{column.Name}' has type {column.Type} which does not support missing values, so we cannot filter on them");
    }

    /// <summary>Whether the row's present value, or an item of it, is missing.</summary>
    public static Func<bool> AnyIn(DataViewRow row, DataViewSchema.Column column)
    {
        var method = column.Type is VectorDataViewType ? nameof(InVector) : nameof(InScalar);
        return (Func<bool>)Getters.Invoke(typeof(MissingValues), method, column.Type.GetItemType().RawType, row, column);
    }

    public static bool IsMissing<T>(T value) => value switch
    {
        float number => float.IsNaN(number),
        double number => double.IsNaN(number),
        byte key => key == 0,
        ushort key => key == 0,
        uint key => key == 0,
        ulong key => key == 0,
        _ => false,
    };

    internal static Func<bool> InScalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return IsMissing(value);
        };
    }

    internal static Func<bool> InVector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        var zeroIsMissing = IsMissing(default(T));
        return () =>
        {
            getter(ref value);
            if (zeroIsMissing && !value.IsDense) return true;
            foreach (var item in value.GetValues())
            {
                if (IsMissing(item)) return true;
            }

            return false;
        };
    }
}
