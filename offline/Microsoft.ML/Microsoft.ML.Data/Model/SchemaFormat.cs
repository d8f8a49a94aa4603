using System.Text;

namespace Microsoft.ML.Data;

/// <summary>A schema with its annotations as bytes.</summary>
internal static class SchemaFormat
{
    public static byte[] Write(DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(schema.Count);
        foreach (var column in schema)
        {
            writer.Write(column.Name);
            WriteType(writer, column.Type);
            WriteAnnotations(writer, column.Annotations);
        }

        writer.Flush();
        return stream.ToArray();
    }

    public static DataViewSchema Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var builder = new DataViewSchema.Builder();
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++) builder.AddColumn(reader.ReadString(), ReadType(reader), ReadAnnotations(reader));
        return builder.ToSchema();
    }

    public static void WriteType(BinaryWriter writer, DataViewType type)
    {
        var vector = type as VectorDataViewType;
        writer.Write((byte)(vector?.Dimensions.Length ?? 0));
        foreach (var dimension in vector?.Dimensions ?? []) writer.Write(dimension);
        var item = type.GetItemType();
        writer.Write((item as KeyDataViewType)?.Count ?? 0);
        writer.Write(item.RawType.Name);
    }

    public static DataViewType ReadType(BinaryReader reader)
    {
        var dimensions = new int[reader.ReadByte()];
        for (var i = 0; i < dimensions.Length; i++) dimensions[i] = reader.ReadInt32();
        var keyCount = reader.ReadUInt64();
        var item = ItemType(reader.ReadString());
        if (keyCount > 0) item = new KeyDataViewType(item.RawType, keyCount);
        return dimensions.Length == 0 ? item : new VectorDataViewType(item, dimensions);
    }

    private static PrimitiveDataViewType ItemType(string rawName)
    {
        PrimitiveDataViewType[] known = [.. NumberDataViewType.All, TextDataViewType.Instance, BooleanDataViewType.Instance, RowIdDataViewType.Instance, DateTimeDataViewType.Instance];
        return known.FirstOrDefault(t => t.RawType.Name == rawName) ?? throw Contracts.ExceptDecode($"Unknown column type '{rawName}'");
    }

    private static void WriteAnnotations(BinaryWriter writer, DataViewSchema.Annotations annotations)
    {
        var known = annotations.Schema.Where(a => ValueFormat.CanWrite(a.Type)).ToArray();
        writer.Write(known.Length);
        foreach (var annotation in known)
        {
            writer.Write(annotation.Name);
            WriteType(writer, annotation.Type);
            ValueFormat.Write(writer, annotation.Type, annotations.GetterAt(annotation.Index));
        }
    }

    private static DataViewSchema.Annotations ReadAnnotations(BinaryReader reader)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadString();
            var type = ReadType(reader);
            builder.Add(name, type, ValueFormat.ReadGetter(reader, type));
        }

        return builder.ToAnnotations();
    }
}
