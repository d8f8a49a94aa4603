using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Reads the column that colors the map: each row's value as a number, as text, or null where it is missing.</summary>
internal abstract class ColorColumn(string name)
{
    private const string Role = "color";
    private const string Required = "text, a key, a Boolean or a number";
    private const string Clock = "yyyy-MM-dd HH:mm:ss";
    private const string ClockAndOffset = Clock + " zzz";

    private static readonly Dictionary<Type, Func<string, ColorColumn>> _kinds = new()
    {
        [typeof(ReadOnlyMemory<char>)] = name => new Typed<ReadOnlyMemory<char>>(name, value => value.IsEmpty ? null : value.ToString()),
        [typeof(bool)] = name => new Typed<bool>(name, value => value ? "true" : "false"),
        [typeof(sbyte)] = name => new Typed<sbyte>(name, value => (double)value),
        [typeof(byte)] = name => new Typed<byte>(name, value => (double)value),
        [typeof(short)] = name => new Typed<short>(name, value => (double)value),
        [typeof(ushort)] = name => new Typed<ushort>(name, value => (double)value),
        [typeof(int)] = name => new Typed<int>(name, value => (double)value),
        [typeof(uint)] = name => new Typed<uint>(name, value => (double)value),
        [typeof(long)] = name => new Typed<long>(name, value => (double)value),
        [typeof(ulong)] = name => new Typed<ulong>(name, value => (double)value),
        [typeof(float)] = name => new Typed<float>(name, value => float.IsFinite(value) ? (double)value : null),
        [typeof(double)] = name => new Typed<double>(name, value => double.IsFinite(value) ? value : null),
        [typeof(TimeSpan)] = name => new Typed<TimeSpan>(name, value => value.ToString("c", CultureInfo.InvariantCulture)),
        [typeof(DateTime)] = name => new Typed<DateTime>(name, value => value.ToString(Clock, CultureInfo.InvariantCulture)),
        [typeof(DateTimeOffset)] = name => new Typed<DateTimeOffset>(
            name, value => value.ToString(ClockAndOffset, CultureInfo.InvariantCulture)),
        [typeof(DataViewRowId)] = name => new Typed<DataViewRowId>(name, value => value.ToString()),
    };

    /// <summary>Gets the column's name.</summary>
    protected string Name { get; } = name;

    /// <summary>Finds the column in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a type that cannot be used.</exception>
    public static ColorColumn Bind(DataViewSchema schema, string name)
    {
        var column = SchemaColumns.Find(schema, Role, name);
        if (column.Type is VectorDataViewType || !_kinds.TryGetValue(column.Type.RawType, out var create))
            throw ColumnErrors.Mismatch("inputSchema", Role, name, Required, column.Type.ToString());
        return create(name);
    }

    /// <summary>Reads the values of the first rows of a view; keys as the names of their values, where the column has them.</summary>
    public object?[] Read(IDataView view, int rows)
    {
        var column = view.Schema[Name];
        using var cursor = UpstreamCursor.Open(view, [column]);
        var get = Open(cursor, column);
        var values = new object?[rows];
        for (var i = 0; i < rows && cursor.MoveNext(); i++)
            values[i] = get();
        if (column.Type is not KeyDataViewType)
            return values;
        var names = KeyNames(column);
        string Text(double key) => key <= names.Length ? names[(int)key - 1] : key.ToString(CultureInfo.InvariantCulture);
        return [.. values.Select(value => value is double key and > 0 ? Text(key) : null)];
    }

    /// <summary>Gets what reads the cursor's current row.</summary>
    protected abstract Func<object?> Open(DataViewRow row, DataViewSchema.Column column);

    /// <summary>Gets the values of an annotation that is a vector of this kind, as text.</summary>
    protected abstract string[] ReadAnnotation(DataViewSchema.Annotations annotations, string kind);

    private static string[] KeyNames(DataViewSchema.Column column)
    {
        const string KeyValues = "KeyValues";
        return column.Annotations.Schema.GetColumnOrNull(KeyValues)?.Type is VectorDataViewType vector
            && _kinds.TryGetValue(vector.ItemType.RawType, out var create)
            ? create(KeyValues).ReadAnnotation(column.Annotations, KeyValues)
            : [];
    }

    private sealed class Typed<T>(string name, Func<T, object?> convert) : ColorColumn(name)
    {
        protected override Func<object?> Open(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                getter(ref value);
                return convert(value);
            };
        }

        protected override string[] ReadAnnotation(DataViewSchema.Annotations annotations, string kind)
        {
            VBuffer<T> values = default;
            annotations.GetValue(kind, ref values);
            return [.. values.DenseValues().Select(value => string.Create(CultureInfo.InvariantCulture, $"{convert(value)}"))];
        }
    }
}
