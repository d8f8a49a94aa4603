using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Nidl.ML;

/// <summary>
/// Holds the list of an options record: a copy, which later changes of the caller's list do not reach, compared item by item, so that
/// options of equal content are equal.
/// </summary>
internal sealed class ValueList<T> : IReadOnlyList<T>
{
    private readonly T[] _items;

    private ValueList(T[] items) => _items = items;

    public static ValueList<T> Empty { get; } = new([]);

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    /// <summary>Copies a list, null if it is null.</summary>
    /// <param name="items">The list.</param>
    /// <param name="name">The option's name.</param>
    /// <exception cref="ArgumentNullException">One of the items is null.</exception>
    [return: NotNullIfNotNull(nameof(items))]
    public static ValueList<T>? Copy(IReadOnlyList<T>? items, [CallerMemberName] string name = "") =>
        items is null ? null : items as ValueList<T> ?? new([.. Requires.NoNulls(items, name)]);

    public override bool Equals(object? obj) => obj is ValueList<T> other && _items.SequenceEqual(other._items);

    public override int GetHashCode() => _items.Aggregate(17, HashCode.Combine);

    public override string ToString() => $"[{string.Join(", ", _items.Select(Describe))}]";

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string? Describe(T item) =>
        item is string text
            ? $"'{text}'"
            : item is IFormattable value ? value.ToString(null, CultureInfo.InvariantCulture) : item?.ToString();
}
