using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>One column of a text file: which fields, and how they are parsed.</summary>
internal sealed class TextColumn
{
    private readonly int[] _fields;
    private readonly bool _isVector;
    private readonly PrimitiveDataViewType _item;

    public TextColumn(TextLoader.Column column)
    {
        Contracts.CheckNonEmpty(column.Name, nameof(column.Name));
        Contracts.CheckUserArg(column.Source is { Length: > 0 }, nameof(column.Source), "At least one range is needed");
        Name = column.Name;
        _fields = [.. column.Source.SelectMany(r => Enumerable.Range(r.Min, (r.Max ?? r.Min) - r.Min + 1))];
        _isVector = _fields.Length > 1 || column.Source.Any(r => r.ForceVector);
        var plain = column.DataKind.ToPrimitive();
        _item = column.KeyCount is { } key ? new KeyDataViewType(plain.RawType, key.Count ?? LargestKey(plain)) : plain;
    }

    public string Name { get; }

    private DataViewType Type => _isVector ? new VectorDataViewType(_item, _fields.Length) : _item;

    public static DataViewSchema SchemaOf(TextColumn[] columns, string[] header)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns) builder.AddColumn(column.Name, column.Type, column.SlotNames(header));
        return builder.ToSchema();
    }

    /// <summary>A getter of the current line's fields.</summary>
    public Delegate Getter(Func<string[]> current, TextFormat format)
    {
        var method = _isVector ? nameof(Vector) : nameof(Scalar);
        return (Delegate)Getters.Invoke(typeof(TextColumn), method, _item.RawType, current, _fields, ParserOf(_item, format));
    }

    internal static ValueGetter<T> Scalar<T>(Func<string[]> current, int[] fields, Delegate parser)
    {
        var parse = (Func<string, T>)parser;
        return (ref T value) => value = parse(Field(current(), fields[0]));
    }

    internal static ValueGetter<VBuffer<T>> Vector<T>(Func<string[]> current, int[] fields, Delegate parser)
    {
        var parse = (Func<string, T>)parser;
        return (ref VBuffer<T> value) =>
        {
            var line = current();
            var editor = VBufferEditor.Create(ref value, fields.Length);
            for (var i = 0; i < fields.Length; i++) editor.Values[i] = parse(Field(line, fields[i]));
            value = editor.Commit();
        };
    }

    internal static Func<string, T> NumberParser<T>()
        where T : struct, System.Numerics.INumber<T>
        => text => T.TryParse(text.Trim(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : T.Zero;

    /// <summary>A key is written from 0 and held from 1; what does not parse or is beyond the count is missing.</summary>
    internal static Func<string, T> KeyParser<T>(ulong count)
        where T : struct, System.Numerics.INumber<T>
        => text => ulong.TryParse(text.Trim(), out var value) && value < count ? T.CreateChecked(value + 1) : T.Zero;

    private static string Field(string[] line, int index) => index < line.Length ? line[index] : "";

    private static ulong LargestKey(PrimitiveDataViewType type)
        => type.RawType == typeof(byte) ? byte.MaxValue : type.RawType == typeof(ushort) ? ushort.MaxValue : type.RawType == typeof(uint) ? uint.MaxValue : ulong.MaxValue;

    private static Delegate ParserOf(PrimitiveDataViewType type, TextFormat format) => type switch
    {
        KeyDataViewType key => (Delegate)Getters.Invoke(typeof(TextColumn), nameof(KeyParser), key.RawType, key.Count),
        TextDataViewType => (Func<string, ReadOnlyMemory<char>>)(text => text.AsMemory()),
        BooleanDataViewType => (Func<string, bool>)ParseBoolean,
        _ when type == NumberDataViewType.Single => (Func<string, float>)(text => (float)ParseReal(text, format)),
        _ when type == NumberDataViewType.Double => (Func<string, double>)(text => ParseReal(text, format)),
        _ => (Delegate)Getters.Invoke(typeof(TextColumn), nameof(NumberParser), type.RawType),
    };

    /// <summary>An empty field is zero unless it is to be missing; what is no number is missing.</summary>
    private static double ParseReal(string text, TextFormat format)
    {
        text = text.Trim();
        if (text.Length == 0) return format.MissingRealsAsNaNs ? double.NaN : 0;
        if (format.DecimalMarker == ',') text = text.Replace(',', '.');
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
    }

    private static bool ParseBoolean(string text) => text.Trim().ToLowerInvariant() is "true" or "yes" or "t" or "y" or "1" or "+1" or "+" or "on";

    private DataViewSchema.Annotations SlotNames(string[] header)
    {
        if (header is null || !_isVector || _fields.Any(f => f >= header.Length)) return null;
        var names = _fields.Select(f => header[f].AsMemory()).ToArray();
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddSlotNames(names.Length, (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref value, names.Length));
        return builder.ToAnnotations();
    }
}
