namespace Microsoft.ML.Data;

/// <summary>Labels as single-precision numbers: keys start from 0, missing ones are NaN.</summary>
internal static class LabelGetter
{
    public static ValueGetter<float> Of(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        KeyDataViewType key => (ValueGetter<float>)Getters.Invoke(typeof(LabelGetter), nameof(OfKey), key.RawType, row, column),
        NumberDataViewType type when type == NumberDataViewType.Single => row.GetGetter<float>(column),
        NumberDataViewType type when type == NumberDataViewType.Double => OfDouble(row.GetGetter<double>(column)),
        BooleanDataViewType => OfBoolean(row.GetGetter<bool>(column)),
        _ => throw Contracts.ExceptSchemaMismatch("schema", "label", column.Name, "Single, Double, Boolean or Key", column.Type.ToString()),
    };

    public static DataViewSchema.Column Find(IDataView data, string role, string name)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckNonEmpty(name, nameof(name));
        return data.Schema.GetColumnOrNull(name) ?? throw Contracts.ExceptSchemaMismatch(nameof(data), role, name);
    }

    internal static ValueGetter<float> OfKey<TKey>(DataViewRow row, DataViewSchema.Column column)
        where TKey : struct, IConvertible
    {
        var getter = row.GetGetter<TKey>(column);
        TKey key = default;
        return (ref float value) =>
        {
            getter(ref key);
            var number = key.ToUInt64(null);
            value = number == 0 ? float.NaN : number - 1;
        };
    }

    private static ValueGetter<float> OfDouble(ValueGetter<double> getter)
    {
        var label = 0.0;
        return (ref float value) =>
        {
            getter(ref label);
            value = (float)label;
        };
    }

    private static ValueGetter<float> OfBoolean(ValueGetter<bool> getter)
    {
        var label = false;
        return (ref float value) =>
        {
            getter(ref label);
            value = label ? 1 : 0;
        };
    }
}
