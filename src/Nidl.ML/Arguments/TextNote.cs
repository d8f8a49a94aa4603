using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>Writes an option as the text that describes it: for people to read and for comparison. Nothing is read back.</summary>
/// <typeparam name="T">The type of the option.</typeparam>
internal sealed class TextNote<T> : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException($"A {typeof(T).Name} is written into files as a note and is not read back.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value?.ToString());
}
