using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// Lists sizes: of an encoder, one a layer or stage (widths, channels or strides), or along the axes of a volume. Immutable, compared by
/// value; write it as a collection,
/// <c>HiddenDimensions = [512, 512]</c>, or give an array.
/// </summary>
[CollectionBuilder(typeof(Sizes), nameof(Create))]
[JsonConverter(typeof(SizesJsonConverter))]
public sealed class Sizes : IReadOnlyList<int>, IEquatable<Sizes>
{
    private readonly int[] _values;

    private Sizes(ReadOnlySpan<int> values) => _values = values.ToArray();

    /// <summary>Creates a list of sizes, each at least 1; it may be empty.</summary>
    /// <param name="values">The sizes in order.</param>
    /// <exception cref="ArgumentException">A value is below 1.</exception>
    public static Sizes Create(ReadOnlySpan<int> values)
    {
        var sizes = new Sizes(values);
        foreach (var value in values)
            if (value < 1)
                throw new ArgumentException($"Sizes must be at least 1 each, but {sizes} was given.", nameof(values));
        return sizes;
    }

    /// <summary>Converts an array to a list of the same sizes.</summary>
    /// <param name="values">The sizes in order.</param>
    public static implicit operator Sizes(int[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Create(values);
    }

    /// <summary>Gets the number of sizes.</summary>
    public int Count => _values.Length;

    /// <summary>Gets the size at <paramref name="index"/>, counted from 0.</summary>
    public int this[int index] => _values[index];

    /// <summary>Gets the size of an axis, counted from 0, from a list of one for all axes or one an axis.</summary>
    internal int Of(int axis) => _values[Count == 1 ? 0 : axis];

    /// <inheritdoc/>
    public bool Equals(Sizes? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Sizes);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Aggregate(17, HashCode.Combine);

    /// <summary>Gets the sizes as they stand in messages, for example <c>[32, 64]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Writes <see cref="Sizes"/> as a JSON array.</summary>
internal sealed class SizesJsonConverter : JsonConverter<Sizes>
{
    // An exception without a message of its own gets the place in the document from the serializer.
    public override Sizes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException();
        var values = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            values.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) ? value : throw new JsonException());
        return Sizes.Create(values.ToArray());
    }

    public override void Write(Utf8JsonWriter writer, Sizes value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var size in value)
            writer.WriteNumberValue(size);
        writer.WriteEndArray();
    }
}
