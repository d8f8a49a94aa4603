using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// Writes an augmentation as a JSON object, its type's name first and then its options: for people to read. A model does not need its
/// augmentations, so nothing is read back, and no file can name a type to create.
/// </summary>
internal sealed class AugmentationNote : JsonConverter<Augmentation>
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(Augmentation);

    public override Augmentation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Augmentations are written into model files as a note and are not read back.");

    public override void Write(Utf8JsonWriter writer, Augmentation value, JsonSerializerOptions options)
    {
        var settings = JsonSerializer.SerializeToElement(value, value.GetType(), options);
        writer.WriteStartObject();
        writer.WriteString("augmentation", value.GetType().Name);
        foreach (var setting in settings.EnumerateObject())
            setting.WriteTo(writer);
        writer.WriteEndObject();
    }
}
