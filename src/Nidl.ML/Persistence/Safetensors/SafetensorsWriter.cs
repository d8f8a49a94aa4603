using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Writes tensors in the safetensors format: eight bytes with the length of the header, the header (JSON: type, shape and place of each
/// tensor), then the tensors' bytes, little-endian. Equal tensors give equal files.
/// </summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes named tensors, in their order.</summary>
    /// <param name="stream">Where to write; need not seek.</param>
    /// <param name="tensors">The tensors; on any device, of any memory layout.</param>
    /// <param name="metadata">Notes for the file, written in the order of their names' characters.</param>
    /// <exception cref="ArgumentException">
    /// A name occurs twice or is <c>__metadata__</c>, or a tensor has a type that the format lacks.
    /// </exception>
    public static void Write(
        Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var entries = tensors.ToList();
        var header = CreateHeader(entries, metadata);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in entries)
            TensorData.Write(stream, tensor);
    }

    private static ReadOnlySpan<byte> CreateHeader(
        List<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
                WriteMetadata(json, metadata);
            WriteEntries(json, tensors);
            json.WriteEndObject();
        }
        var padding = (Alignment - buffer.WrittenCount % Alignment) % Alignment;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject("__metadata__");
        foreach (var (name, value) in metadata.OrderBy(note => note.Key, StringComparer.Ordinal))
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void WriteEntries(Utf8JsonWriter json, List<KeyValuePair<string, Tensor>> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        long begin = 0;
        foreach (var (name, tensor) in tensors)
        {
            if (!names.Add(name))
                throw new ArgumentException(
                    "A safetensors file needs tensors with names of their own, other than '__metadata__', "
                    + $"but '{name}' was given once too often.",
                    nameof(tensors));
            var (type, size) = SafetensorsType.Of(tensor.dtype);
            var end = begin + tensor.numel() * size;
            WriteEntry(json, name, type, tensor.shape, begin, end);
            begin = end;
        }
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, string type, long[] shape, long begin, long end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", type);
        json.WriteStartArray("shape");
        foreach (var dimension in shape)
            json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
