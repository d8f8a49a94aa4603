using System.Text.Json;
using System.Text.Unicode;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// One tensor of a safetensors header: <paramref name="Begin"/> and <paramref name="End"/> count bytes from the end of the header.
/// </summary>
internal sealed record SafetensorsEntry(string Name, ScalarType Type, long[] Shape, long Begin, long End);

/// <summary>The header of a safetensors file: what its tensors are and where, checked against each other.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The largest header that is read, in bytes; the format's own limit.</summary>
    public const int MaximumLength = 100_000_000;

    private const int MaximumRank = 64;

    private SafetensorsHeader(List<SafetensorsEntry> entries, Dictionary<string, string> metadata) =>
        (Entries, Metadata) = (entries, metadata);

    /// <summary>Gets the tensors in the order of their bytes, which follow one another without a gap.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Gets the number of bytes after the header.</summary>
    public long DataLength => Entries.Count == 0 ? 0 : Entries[^1].End;

    /// <summary>Gets the number of values of all tensors together.</summary>
    public long ValueCount => Entries.Sum(entry => entry.Shape.Aggregate(1L, (product, dimension) => product * dimension));

    /// <summary>Reads the JSON of a header.</summary>
    /// <exception cref="ModelFormatException">It is no valid header.</exception>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
            throw new ModelFormatException("The safetensors header must be UTF-8, but other bytes were found.");
        if (json.IsEmpty || json.Span[0] != '{')
            throw new ModelFormatException("The safetensors header must begin with '{'.");
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            return FromJson(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ModelFormatException($"The safetensors header must be valid JSON, but: {exception.Message}", exception);
        }
    }

    private static SafetensorsHeader FromJson(JsonElement root)
    {
        var entries = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
            if (property.Name == "__metadata__")
                ReadMetadata(property.Value, metadata);
            else
                entries.Add(ReadEntry(property.Name, property.Value));
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        CheckThatEntriesFollowOneAnother(entries);
        return new SafetensorsHeader(entries, metadata);
    }

    private static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new ModelFormatException($"The safetensors '__metadata__' must be an object, but it is of kind {element.ValueKind}.");
        foreach (var property in element.EnumerateObject())
            metadata.Add(property.Name, property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()!
                : throw new ModelFormatException(
                    $"The safetensors metadata '{property.Name}' must be a string, but it is of kind {property.Value.ValueKind}."));
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || element.GetPropertyCount() != 3
            || !element.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !element.TryGetProperty("shape", out var shape) || !element.TryGetProperty("data_offsets", out var offsets))
            throw new ModelFormatException(
                $"The tensor '{name}' must have a 'dtype', a 'shape' and 'data_offsets', but {Shorten(element)} was found.");
        var (type, size) = SafetensorsType.Parse(dtype.GetString()!, name);
        var dimensions = ReadIntegers(shape, name, "shape");
        var range = ReadIntegers(offsets, name, "data_offsets");
        if (range.Length != 2 || range[0] > range[1])
            throw new ModelFormatException(
                $"The tensor '{name}' must have 'data_offsets' [begin, end] with begin at most end, "
                + $"but [{string.Join(", ", range)}] was found.");
        CheckByteCount(name, dimensions, size, range[1] - range[0]);
        return new SafetensorsEntry(name, type, dimensions, range[0], range[1]);
    }

    private static long[] ReadIntegers(JsonElement element, string name, string property)
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() > MaximumRank)
            throw new ModelFormatException(
                $"The tensor '{name}' must have a '{property}' of at most {MaximumRank} integers, but {Shorten(element)} was found.");
        var values = new long[element.GetArrayLength()];
        for (var i = 0; i < values.Length; i++)
            if (element[i].ValueKind != JsonValueKind.Number || !element[i].TryGetInt64(out values[i]) || values[i] < 0)
                throw new ModelFormatException(
                    $"The tensor '{name}' must have a '{property}' of integers from 0, but {Shorten(element)} was found.");
        return values;
    }

    private static void CheckByteCount(string name, long[] shape, int size, long found)
    {
        long needed = size;
        foreach (var dimension in shape)
            // A zero dimension must not hide an overflow: Torch multiplies the others for its strides.
            if (Math.BigMul(needed, Math.Max(dimension, 1), out needed) != 0 || needed < 0)
                throw new ModelFormatException(
                    $"The tensor '{name}' must have fewer than 2^63 bytes, but its shape is ({string.Join(", ", shape)}).");
        needed = shape.Contains(0) ? 0 : needed;
        if (needed != found)
            throw new ModelFormatException(
                $"The tensor '{name}' of shape ({string.Join(", ", shape)}) needs {needed} bytes, but its 'data_offsets' hold {found}.");
    }

    private static void CheckThatEntriesFollowOneAnother(List<SafetensorsEntry> entries)
    {
        long end = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin != end)
                throw new ModelFormatException(
                    $"The tensor '{entry.Name}' must begin at byte {end}, where the one before it ends, but it begins at {entry.Begin}.");
            end = entry.End;
        }
    }

    private static string Shorten(JsonElement element)
    {
        var text = element.GetRawText();
        return text.Length <= 100 ? text : $"{text[..100]}...";
    }
}
