using System.Runtime.InteropServices;

namespace Microsoft.ML.Data;

/// <summary>Values of columns as bytes: text as strings, everything else as it lies in memory.</summary>
internal static class ValueFormat
{
    public static bool CanWrite(DataViewType type) => type.GetItemType() is TextDataViewType or NumberDataViewType or KeyDataViewType or BooleanDataViewType;

    /// <summary>Writes what a getter gives, whose type is only known at run time.</summary>
    public static void Write(BinaryWriter writer, DataViewType type, Delegate getter)
        => Getters.Invoke(typeof(ValueFormat), type is VectorDataViewType ? nameof(WriteVector) : nameof(WriteScalar), type.GetItemType().RawType, writer, getter);

    public static Delegate ReadGetter(BinaryReader reader, DataViewType type)
        => (Delegate)Getters.Invoke(typeof(ValueFormat), type is VectorDataViewType ? nameof(ReadVector) : nameof(ReadScalar), type.GetItemType().RawType, reader);

    public static void WriteItems<T>(BinaryWriter writer, IReadOnlyCollection<T> items)
    {
        writer.Write(items.Count);
        foreach (var item in items) WriteItem(writer, item);
    }

    public static T[] ReadItems<T>(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        Contracts.CheckDecode(count >= 0 && count <= reader.BaseStream.Length);
        var items = new T[count];
        for (var i = 0; i < count; i++) items[i] = ReadItem<T>(reader);
        return items;
    }

    internal static void WriteScalar<T>(BinaryWriter writer, Delegate getter)
    {
        T value = default;
        ((ValueGetter<T>)getter)(ref value);
        WriteItem(writer, value);
    }

    internal static void WriteVector<T>(BinaryWriter writer, Delegate getter)
    {
        VBuffer<T> value = default;
        ((ValueGetter<VBuffer<T>>)getter)(ref value);
        WriteItems(writer, [.. value.DenseValues()]);
    }

    internal static ValueGetter<T> ReadScalar<T>(BinaryReader reader)
    {
        var value = ReadItem<T>(reader);
        return (ref T target) => target = value;
    }

    internal static ValueGetter<VBuffer<T>> ReadVector<T>(BinaryReader reader)
    {
        var items = ReadItems<T>(reader);
        return (ref VBuffer<T> target) => VBuffer<T>.Copy(items, 0, ref target, items.Length);
    }

    private static void WriteItem<T>(BinaryWriter writer, T item)
    {
        if (item is ReadOnlyMemory<char> text) writer.Write(text.ToString());
        else if (item is bool flag) writer.Write(flag);
        else writer.Write(BytesOf(item));
    }

    private static T ReadItem<T>(BinaryReader reader)
    {
        if (typeof(T) == typeof(ReadOnlyMemory<char>)) return (T)(object)reader.ReadString().AsMemory();
        if (typeof(T) == typeof(bool)) return (T)(object)reader.ReadBoolean();
        var bytes = reader.ReadBytes(System.Runtime.CompilerServices.Unsafe.SizeOf<T>());
        return System.Runtime.CompilerServices.Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetArrayDataReference(bytes));
    }

    private static byte[] BytesOf<T>(T item)
    {
        var bytes = new byte[System.Runtime.CompilerServices.Unsafe.SizeOf<T>()];
        System.Runtime.CompilerServices.Unsafe.WriteUnaligned(ref MemoryMarshal.GetArrayDataReference(bytes), item);
        return bytes;
    }
}
