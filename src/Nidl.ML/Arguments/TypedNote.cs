using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// Writes an option of several kinds as a JSON object, its kind's name first and then its own options; nothing is read back.
/// </summary>
/// <typeparam name="T">The base of the kinds.</typeparam>
/// <param name="kind">The name of the property that holds the kind's name.</param>
internal class TypedNote<T>(string kind = "kind") : JsonConverter<T>
    where T : class
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(T);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException($"{typeof(T).Name} is written into files as a note and is not read back.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(kind, value.GetType().Name);
        foreach (var setting in JsonSerializer.SerializeToElement(value, value.GetType(), options).EnumerateObject())
            setting.WriteTo(writer);
        writer.WriteEndObject();
    }
}
