using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// Describes the shape of one row's features, without the batch: <c>(features)</c> for a table, <c>(channels, height, width)</c> for an
/// image, <c>(channels, depth, height, width)</c> for a volume. Write it as a collection, <c>InputShape shape = [1, 28, 28];</c>, or give
/// an array.
/// </summary>
[CollectionBuilder(typeof(InputShape), nameof(Create))]
[JsonConverter(typeof(InputShapeJsonConverter))]
public sealed class InputShape : IEquatable<InputShape>, IEnumerable<long>
{
    private const long LargestSmallImage = 64;

    private readonly long[] _dimensions;

    private InputShape(ReadOnlySpan<long> dimensions) => _dimensions = dimensions.ToArray();

    /// <summary>Creates a shape from its dimensions, each at least 1.</summary>
    /// <param name="dimensions">The dimensions, without the batch.</param>
    /// <exception cref="ArgumentException"><paramref name="dimensions"/> is empty or has a dimension below 1.</exception>
    public static InputShape Create(ReadOnlySpan<long> dimensions)
    {
        var shape = new InputShape(dimensions);
        long size = 1;
        foreach (var dimension in dimensions)
        {
            if (dimension < 1 || size > int.MaxValue / dimension)
                throw new ArgumentException(
                    $"The input shape needs dimensions of at least 1 and at most {int.MaxValue} values in all, but {shape} was given.",
                    nameof(dimensions));
            size *= dimension;
        }
        if (dimensions.IsEmpty)
            throw new ArgumentException("The input shape needs at least one dimension, but none was given.", nameof(dimensions));
        return shape;
    }

    /// <summary>Converts an array to the shape of these dimensions.</summary>
    /// <param name="dimensions">The dimensions, without the batch.</param>
    public static implicit operator InputShape(long[] dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        return Create(dimensions);
    }

    /// <summary>Gets the number of dimensions, without the batch.</summary>
    public int Rank => _dimensions.Length;

    /// <summary>Gets the number of values of one row: the product of the dimensions.</summary>
    public int Size => (int)_dimensions.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>
    /// Gets whether it is that of an image of at most 64 pixels a side, for which SimCLR's authors have other networks and augmentations
    /// (arXiv:2002.05709, appendix B.9: 32 pixels; 64 is the usual bound).
    /// </summary>
    internal bool IsSmallImage => Rank == 3 && Math.Max(_dimensions[1], _dimensions[2]) <= LargestSmallImage;

    /// <summary>Gets whether only its last dimension, and not its first, is the number of channels of an image: 1, 3 or 4.</summary>
    internal bool LooksChannelsLast => Rank >= 3 && IsChannels(_dimensions[^1]) && !IsChannels(_dimensions[0]);

    /// <summary>Gets the shape with its last dimension moved to the front.</summary>
    internal InputShape ChannelsFirst => new([_dimensions[^1], .. _dimensions[..^1]]);

    /// <summary>Gets the shape with its first dimension moved to the end.</summary>
    internal InputShape ChannelsLast => new([.. _dimensions[1..], _dimensions[0]]);

    /// <summary>Gets the dimension at <paramref name="index"/>, counted from 0, without the batch.</summary>
    public long this[int index] => _dimensions[index];

    /// <summary>Gets the shape of a batch of <paramref name="rows"/> rows: <c>(rows, dimensions...)</c>.</summary>
    public long[] WithBatch(long rows) => [rows, .. _dimensions];

    /// <inheritdoc/>
    public bool Equals(InputShape? other) => other is not null && _dimensions.AsSpan().SequenceEqual(other._dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as InputShape);

    /// <inheritdoc/>
    public override int GetHashCode() => _dimensions.Aggregate(17, HashCode.Combine);

    /// <summary>Gets the shape as it stands in messages, for example <c>(1, 28, 28)</c>.</summary>
    public override string ToString() =>
        $"({string.Join(", ", _dimensions.Select(dimension => dimension.ToString(CultureInfo.InvariantCulture)))})";

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)_dimensions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsChannels(long dimension) => dimension is 1 or 3 or 4;
}

/// <summary>Writes an <see cref="InputShape"/> as a JSON array of its dimensions.</summary>
internal sealed class InputShapeJsonConverter() : ListJsonConverter<InputShape, long>(items => InputShape.Create(items));
