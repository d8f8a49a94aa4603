using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>Writes a list of our own as a JSON array, and reads it back through what checks its items.</summary>
internal abstract class ListJsonConverter<TList, TItem>(Func<TItem[]?, TList> create) : JsonConverter<TList>
    where TList : IEnumerable<TItem>
{
    public override TList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        create(JsonSerializer.Deserialize<TItem[]>(ref reader, options));

    public override void Write(Utf8JsonWriter writer, TList value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.ToArray(), options);
}
