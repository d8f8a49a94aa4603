namespace Microsoft.ML.Data;

/// <summary>Questions about column types.</summary>
internal static class ColumnTypes
{
    private static readonly PrimitiveDataViewType[] _primitives =
        [.. NumberDataViewType.All, TextDataViewType.Instance, BooleanDataViewType.Instance, RowIdDataViewType.Instance, DateTimeDataViewType.Instance];

    public static PrimitiveDataViewType PrimitiveTypeFromType(Type type)
        => TryPrimitiveTypeFromType(type) ?? throw Contracts.ExceptParam(nameof(type), $"No data view type has the raw type {type}");

    public static PrimitiveDataViewType TryPrimitiveTypeFromType(Type type)
        => type == typeof(string) ? TextDataViewType.Instance : _primitives.FirstOrDefault(p => p.RawType == type);

    public static PrimitiveDataViewType ToPrimitive(this DataKind kind) => kind switch
    {
        DataKind.SByte => NumberDataViewType.SByte,
        DataKind.Byte => NumberDataViewType.Byte,
        DataKind.Int16 => NumberDataViewType.Int16,
        DataKind.UInt16 => NumberDataViewType.UInt16,
        DataKind.Int32 => NumberDataViewType.Int32,
        DataKind.UInt32 => NumberDataViewType.UInt32,
        DataKind.Int64 => NumberDataViewType.Int64,
        DataKind.UInt64 => NumberDataViewType.UInt64,
        DataKind.Single => NumberDataViewType.Single,
        DataKind.Double => NumberDataViewType.Double,
        DataKind.String => TextDataViewType.Instance,
        DataKind.Boolean => BooleanDataViewType.Instance,
        _ => throw Contracts.ExceptParam(nameof(kind), $"Unknown data kind {kind}"),
    };

    public static DataViewType GetItemType(this DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    public static int GetValueCount(this DataViewType type) => type is VectorDataViewType vector ? vector.Size : 1;

    public static bool IsKnownSizeVector(this DataViewType type) => type is VectorDataViewType { IsKnownSize: true };

    public static int GetCountAsInt32(this KeyDataViewType key)
    {
        Contracts.Check(key.Count <= int.MaxValue, "KeyDataViewType.Count exceeds int.MaxValue.");
        return (int)key.Count;
    }
}
