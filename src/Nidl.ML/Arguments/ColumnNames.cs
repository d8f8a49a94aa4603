using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Nidl.ML;

/// <summary>
/// Lists names of columns. Immutable, compared by value; write it as one name, <c>AuxiliaryColumnNames = "Age"</c>, as a collection,
/// <c>AuxiliaryColumnNames = ["Age", "Sex"]</c>, or give an array; any other collection as <c>[.. names]</c>.
/// </summary>
[CollectionBuilder(typeof(ColumnNames), nameof(Create))]
[JsonConverter(typeof(ColumnNamesJsonConverter))]
public sealed class ColumnNames : IReadOnlyList<string>, IEquatable<ColumnNames>
{
    private readonly string[] _names;

    private ColumnNames(ReadOnlySpan<string> names) => _names = names.ToArray();

    /// <summary>Creates a list of names, none empty and none twice; the list may be empty.</summary>
    /// <param name="names">The names in order.</param>
    /// <exception cref="ArgumentException">A name is null, empty, or there twice.</exception>
    public static ColumnNames Create(ReadOnlySpan<string> names)
    {
        var result = new ColumnNames(names);
        if (result._names.Any(string.IsNullOrEmpty))
            throw new ArgumentException($"Column names must not be null or empty, but {result} was given.", nameof(names));
        if (result._names.Distinct().Count() != result.Count)
            throw new ArgumentException($"Column names must differ from each other, but {result} was given.", nameof(names));
        return result;
    }

    /// <summary>Converts one name to a list that holds only this name.</summary>
    /// <param name="name">The column's name.</param>
    public static implicit operator ColumnNames(string name) => Create([name]);

    /// <summary>Converts an array to a list of the same names.</summary>
    /// <param name="names">The names in order.</param>
    public static implicit operator ColumnNames(string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return Create(names);
    }

    /// <summary>Gets the number of names.</summary>
    public int Count => _names.Length;

    /// <summary>Gets the name at <paramref name="index"/>, counted from 0.</summary>
    public string this[int index] => _names[index];

    /// <inheritdoc/>
    public bool Equals(ColumnNames? other) => other is not null && _names.AsSpan().SequenceEqual(other._names);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ColumnNames);

    /// <inheritdoc/>
    public override int GetHashCode() => _names.Aggregate(17, HashCode.Combine);

    /// <summary>Gets the names as they stand in messages, for example <c>['Age', 'Sex']</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _names.Select(name => $"'{name}'"))}]";

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Writes <see cref="ColumnNames"/> as a JSON array.</summary>
internal sealed class ColumnNamesJsonConverter() : ListJsonConverter<ColumnNames, string>(items => ColumnNames.Create(items));
