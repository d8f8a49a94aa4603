using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>A column of auxiliary variables: a number, Boolean or key a row, or a vector of them of known size.</summary>
internal abstract class AuxiliaryColumn(string name, DataViewType type, int width)
{
    private const string Role = "auxiliary";
    private const string Required = "Single, Double, Int32, Boolean or Key, or a vector of one of them of known size";

    /// <summary>Gets the column's name.</summary>
    public string Name { get; } = name;

    /// <summary>Gets the count of variables that a row of the column becomes.</summary>
    public int Width { get; } = width;

    /// <summary>Gets in words how many variables it becomes.</summary>
    public string Describe() =>
        $"'{Name}' takes "
        + $"{Width}{(((type as VectorDataViewType)?.ItemType ?? type) is KeyDataViewType ? ", one for each value of its key" : "")}";

    /// <summary>Finds the column in the schema of other rows, for example of validation: keys must mean the same there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public DataViewSchema.Column Find(DataViewSchema schema)
    {
        var column = SchemaColumns.Find(schema, Role, Name);
        return column.Type.Equals(type)
            ? column
            : throw ColumnErrors.Mismatch("inputSchema", Role, Name, type.ToString()!, column.Type.ToString());
    }

    /// <summary>Gets the reader of a cursor's current row; the cursor has the column active.</summary>
    public abstract IAuxiliaryColumnReader Open(DataViewRow row);

    /// <summary>Finds a column in a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing or of a type that cannot be used, in ML.NET's own words.
    /// </exception>
    public static AuxiliaryColumn Bind(DataViewSchema schema, string name)
    {
        var column = SchemaColumns.Find(schema, Role, name);
        var vector = column.Type as VectorDataViewType;
        var item = vector?.ItemType ?? column.Type;
        if (vector is { IsKnownSize: false } || !CanUse(item))
            throw ColumnErrors.Mismatch("inputSchema", Role, name, Required, column.Type.ToString(), ColumnHint.Of(column).ForAuxiliary());
        return item is KeyDataViewType key ? OneHot(name, column.Type, key) : OfNumbers(name, column.Type, item);
    }

    /// <summary>Finds a column of which a key counts as one number, its class, and not as a variable for each of its values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing or of a type that cannot be used, in ML.NET's own words.
    /// </exception>
    public static AuxiliaryColumn BindClass(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name) is { Type: KeyDataViewType key } ? OfKeys(name, key, key, isOneHot: false) : Bind(schema, name);

    /// <summary>Checks the column of a schema's shape, as far as a shape knows it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a type that cannot be used.</exception>
    public static void Check(SchemaShape schema, string name)
    {
        var column = SchemaColumns.Find(schema, Role, name);
        if (column.Kind == SchemaShape.Column.VectorKind.VariableVector || !(column.IsKey || CanUse(column.ItemType)))
            throw ColumnErrors.Mismatch(
                "inputSchema", Role, name, Required, SchemaShapeColumn.Describe(column), ColumnHint.Of(column).ForAuxiliary());
    }

    private static bool CanUse(DataViewType item) =>
        item is KeyDataViewType or BooleanDataViewType
        || item.Equals(NumberDataViewType.Single) || item.Equals(NumberDataViewType.Double) || item.Equals(NumberDataViewType.Int32);

    private static AuxiliaryColumn OfNumbers(string name, DataViewType type, DataViewType item)
    {
        if (item.RawType == typeof(float))
            return Create(name, type, new NumberEncoding<float>(value => value));
        if (item.RawType == typeof(double))
            return Create(name, type, new NumberEncoding<double>(value => value));
        return item.RawType == typeof(int)
            ? Create(name, type, new NumberEncoding<int>(value => value))
            : Create(name, type, new NumberEncoding<bool>(value => value ? 1 : 0));
    }

    private static AuxiliaryColumn OneHot(string name, DataViewType type, KeyDataViewType key)
    {
        var slots = (type as VectorDataViewType)?.Size ?? 1;
        if (key.Count > (ulong)(Array.MaxLength / slots))
            throw new ArgumentOutOfRangeException(
                "inputSchema",
                $"An auxiliary column of keys becomes one variable for each value and may have at most {Array.MaxLength / slots} values, "
                + $"but column '{name}' has {key.Count}.");
        return OfKeys(name, type, key, isOneHot: true);
    }

    private static AuxiliaryColumn OfKeys(string name, DataViewType type, KeyDataViewType key, bool isOneHot)
    {
        AuxiliaryColumn Of<T>(Func<T, ulong> number) =>
            Create(
                name, type,
                isOneHot ? new KeyEncoding<T>((int)key.Count, number) : (AuxiliaryEncoding<T>)new KeyNumberEncoding<T>(key.Count, number));
        if (key.RawType == typeof(byte))
            return Of<byte>(value => value);
        if (key.RawType == typeof(ushort))
            return Of<ushort>(value => value);
        return key.RawType == typeof(uint) ? Of<uint>(value => value) : Of<ulong>(value => value);
    }

    private static AuxiliaryColumn Create<T>(string name, DataViewType type, AuxiliaryEncoding<T> encoding) =>
        new Typed<T>(name, type, (type as VectorDataViewType)?.Size, encoding);

    private sealed class Typed<T>(string name, DataViewType type, int? slots, AuxiliaryEncoding<T> encoding)
        : AuxiliaryColumn(name, type, (slots ?? 1) * encoding.Width)
    {
        public override IAuxiliaryColumnReader Open(DataViewRow row)
        {
            var column = Find(row.Schema);
            return slots is { } size
                ? new AuxiliaryVectorReader<T>(row, column, size, encoding)
                : new AuxiliaryScalarReader<T>(row, column, encoding);
        }
    }
}
