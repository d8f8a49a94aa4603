using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// Lists one range for each axis of a volume (depth, height, width), or one for all. Immutable, compared by value; write it as one range,
/// <c>Sigma = (0, 2)</c>, or as a collection of three, <c>Sigma = [(0, 2), (0, 1), 0]</c>.
/// </summary>
[CollectionBuilder(typeof(AxisIntervals), nameof(Create))]
[JsonConverter(typeof(AxisIntervalsJsonConverter))]
public sealed class AxisIntervals : IReadOnlyList<Interval>, IEquatable<AxisIntervals>
{
    private readonly Interval[] _intervals;

    private AxisIntervals(ReadOnlySpan<Interval> intervals) => _intervals = intervals.ToArray();

    /// <summary>Creates a list of one range or three.</summary>
    /// <param name="intervals">The ranges of depth, height and width, or one for all.</param>
    /// <exception cref="ArgumentException">There is neither one range nor three.</exception>
    public static AxisIntervals Create(ReadOnlySpan<Interval> intervals) => intervals.Length is 1 or 3
        ? new(intervals)
        : throw new ArgumentException($"Ranges must be one for all axes or three, but {intervals.Length} were given.", nameof(intervals));

    /// <summary>Converts a range to the list that holds it for all axes.</summary>
    public static implicit operator AxisIntervals(Interval interval) => new([interval]);

    /// <summary>Converts a pair (low, high) to the list that holds the range between them for all axes.</summary>
    public static implicit operator AxisIntervals((double Low, double High) bounds) => new([bounds]);

    /// <summary>Converts a number to the list that holds only this number for all axes.</summary>
    public static implicit operator AxisIntervals(double value) => new([value]);

    /// <summary>Gets the number of ranges: 1 or 3.</summary>
    public int Count => _intervals.Length;

    /// <summary>Gets the range at <paramref name="index"/>, counted from 0.</summary>
    public Interval this[int index] => _intervals[index];

    /// <inheritdoc/>
    public bool Equals(AxisIntervals? other) => other is not null && _intervals.AsSpan().SequenceEqual(other._intervals);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AxisIntervals);

    /// <inheritdoc/>
    public override int GetHashCode() => _intervals.Aggregate(17, HashCode.Combine);

    /// <summary>Gets the ranges as they stand in messages, for example <c>(0, 2)</c> or <c>[(0, 2), (0, 1), (0, 0)]</c>.</summary>
    public override string ToString() => Count == 1 ? _intervals[0].ToString() : $"[{string.Join(", ", _intervals)}]";

    /// <inheritdoc/>
    public IEnumerator<Interval> GetEnumerator() => ((IEnumerable<Interval>)_intervals).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Writes <see cref="AxisIntervals"/> as a JSON array.</summary>
internal sealed class AxisIntervalsJsonConverter() : ListJsonConverter<AxisIntervals, Interval>(items => AxisIntervals.Create(items));
