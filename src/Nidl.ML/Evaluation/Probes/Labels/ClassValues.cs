using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>
/// What the keys of a label stand for: its KeyValues annotation, carried from the training label to the prediction and into files.
/// </summary>
/// <param name="Type">The name of the type of a value.</param>
/// <param name="Values">The values as JSON, in the order of the keys.</param>
internal sealed record ClassValues(string Type, JsonElement Values)
{
    public const string Annotation = "KeyValues";

    private static readonly Codec[] _codecs =
    [
        new Codec<string, ReadOnlyMemory<char>>(TextDataViewType.Instance, text => text.ToString(), text => text.AsMemory()),
        Codec.Of<float>(NumberDataViewType.Single), Codec.Of<double>(NumberDataViewType.Double),
        Codec.Of<bool>(BooleanDataViewType.Instance),
        Codec.Of<sbyte>(NumberDataViewType.SByte), Codec.Of<byte>(NumberDataViewType.Byte), Codec.Of<short>(NumberDataViewType.Int16),
        Codec.Of<ushort>(NumberDataViewType.UInt16), Codec.Of<int>(NumberDataViewType.Int32), Codec.Of<uint>(NumberDataViewType.UInt32),
        Codec.Of<long>(NumberDataViewType.Int64), Codec.Of<ulong>(NumberDataViewType.UInt64),
        // In ticks, as in ML.NET's own files.
        new Codec<long, TimeSpan>(TimeSpanDataViewType.Instance, span => span.Ticks, ticks => new(ticks)),
        new Codec<long, DateTime>(DateTimeDataViewType.Instance, date => date.Ticks, ticks => new(ticks)),
        new Codec<long[], DateTimeOffset>(
            DateTimeOffsetDataViewType.Instance, date => [date.Ticks, date.Offset.Ticks],
            ticks => Of(ticks, (clock, offset) => new DateTimeOffset(clock, new(offset)))),
        new Codec<ulong[], DataViewRowId>(
            RowIdDataViewType.Instance, id => [id.Low, id.High], halves => Of(halves, (low, high) => new DataViewRowId(low, high))),
    ];

    /// <summary>Gets whether the values are text, which can name the slots of a vector.</summary>
    public bool AreText => Type == TextDataViewType.Instance.ToString();

    /// <summary>Reads the values of a key column; null if it has none, or of a type that cannot be kept.</summary>
    public static ClassValues? Of(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(Annotation)?.Type is not VectorDataViewType type)
            return null;
        var codec = _codecs.FirstOrDefault(codec => codec.ItemType.Equals(type.ItemType));
        return codec is null ? null : new(codec.ItemType.ToString()!, codec.Read(column));
    }

    /// <summary>Adds the values as an annotation of a name.</summary>
    public void AddTo(DataViewSchema.Annotations.Builder annotations, string name) => Find().Add(annotations, name, Values);

    /// <summary>Checks values that come from a file.</summary>
    /// <exception cref="JsonException">They are not as many as there are classes, or of an unknown type.</exception>
    public void Check(int classCount)
    {
        if (Values.ValueKind != JsonValueKind.Array || Values.GetArrayLength() != classCount)
            throw new JsonException($"{classCount} classes need as many values");
        Find().Check(Values);
    }

    private static TValue Of<T, TValue>(T[] pair, Func<T, T, TValue> create) =>
        pair.Length == 2 ? create(pair[0], pair[1]) : throw new JsonException($"a class has 2 numbers, but {pair.Length} were found");

    private Codec Find() => _codecs.FirstOrDefault(codec => codec.ItemType.ToString() == Type)
        ?? throw new JsonException($"values of type '{Type}' are unknown");

    private abstract class Codec(PrimitiveDataViewType itemType)
    {
        public PrimitiveDataViewType ItemType => itemType;

        public static Codec Of<T>(PrimitiveDataViewType type)
            where T : struct => new Codec<T, T>(type, value => value, value => value);

        public abstract JsonElement Read(DataViewSchema.Column column);

        public abstract void Add(DataViewSchema.Annotations.Builder annotations, string name, JsonElement values);

        public abstract void Check(JsonElement values);
    }

    private sealed class Codec<TJson, TValue>(
        PrimitiveDataViewType itemType, Func<TValue, TJson> toJson, Func<TJson, TValue> fromJson) : Codec(itemType)
    {
        // A missing Single is a value like others to MapValueToKey's annotation.
        private static readonly JsonSerializerOptions _json =
            new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

        public override JsonElement Read(DataViewSchema.Column column)
        {
            VBuffer<TValue> values = default;
            column.GetKeyValues(ref values);
            return JsonSerializer.SerializeToElement(values.DenseValues().Select(toJson).ToArray(), _json);
        }

        public override void Add(DataViewSchema.Annotations.Builder annotations, string name, JsonElement values)
        {
            var items = Parse(values);
            annotations.Add(name, new VectorDataViewType(ItemType, items.Length), (ref VBuffer<TValue> destination) =>
            {
                var editor = VBufferEditor.Create(ref destination, items.Length);
                items.CopyTo(editor.Values);
                destination = editor.Commit();
            });
        }

        public override void Check(JsonElement values) => Parse(values);

        private TValue[] Parse(JsonElement values) =>
            [.. values.Deserialize<TJson[]>(_json)!.Select(
                value => value is null ? throw new JsonException("a class has no value") : fromJson(value))];
    }
}
