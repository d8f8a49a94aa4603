using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// Lists one number a channel, or one for all channels. Immutable, compared by value; write it as a collection, <c>Mean = [0.5, 0.4, 0.3]</c>, or
/// give an array.
/// </summary>
[CollectionBuilder(typeof(ChannelValues), nameof(Create))]
[JsonConverter(typeof(ChannelValuesJsonConverter))]
public sealed class ChannelValues : IReadOnlyList<double>, IEquatable<ChannelValues>
{
    private readonly double[] _values;

    private ChannelValues(ReadOnlySpan<double> values) => _values = values.ToArray();

    /// <summary>Creates a list of at least one finite number.</summary>
    /// <param name="values">The numbers, in the order of the channels.</param>
    /// <exception cref="ArgumentException">There is no number, or one is not finite.</exception>
    public static ChannelValues Create(ReadOnlySpan<double> values)
    {
        var list = new ChannelValues(values);
        if (values.IsEmpty || !list.All(double.IsFinite))
            throw new ArgumentException($"Channel values must be one or more finite numbers, but {list} was given.", nameof(values));
        return list;
    }

    /// <summary>Converts an array to a list of the same numbers.</summary>
    /// <param name="values">The numbers, in the order of the channels.</param>
    public static implicit operator ChannelValues(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Create(values);
    }

    /// <summary>Gets the number of values.</summary>
    public int Count => _values.Length;

    /// <summary>Gets the value at <paramref name="index"/>, counted from 0.</summary>
    public double this[int index] => _values[index];

    /// <inheritdoc/>
    public bool Equals(ChannelValues? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChannelValues);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Aggregate(17, HashCode.Combine);

    /// <summary>Gets the values as they stand in messages, for example <c>[0.5, 0.25]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";

    /// <inheritdoc/>
    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Writes <see cref="ChannelValues"/> as a JSON array.</summary>
internal sealed class ChannelValuesJsonConverter() : ListJsonConverter<ChannelValues, double>(items => ChannelValues.Create(items));
