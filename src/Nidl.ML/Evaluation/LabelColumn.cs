using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>The label that a probe learns, as one number a row: the class counted from 0, 0 or 1, or the value; NaN where it is missing.</summary>
internal sealed record LabelColumn(string Name, ProbeTask Task, int ClassCount) : IRowPart
{
    private const string Required = "Key<UInt32>, Boolean or Single";

    /// <inheritdoc/>
    public InputShape Shape { get; } = [1];

    /// <inheritdoc/>
    public ScalarType ElementType => ScalarType.Float64;

    /// <summary>Finds the column in a schema; its type says the task.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type, in ML.NET's own words.</exception>
    public static LabelColumn Bind(DataViewSchema schema, string name)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
            throw ColumnErrors.NotFound("inputSchema", "label", name);
        return column.Type switch
        {
            KeyDataViewType { Count: <= int.MaxValue } key when key.RawType == typeof(uint) => new(name, ProbeTask.MulticlassClassification, (int)key.Count),
            BooleanDataViewType => new(name, ProbeTask.BinaryClassification, 2),
            NumberDataViewType number when number.Equals(NumberDataViewType.Single) => new(name, ProbeTask.Regression, 0),
            _ => throw ColumnErrors.Mismatch("inputSchema", "label", name, Required, column.Type.ToString(), ColumnHint.Of(column).ForLabel()),
        };
    }

    /// <summary>Finds the column in a schema's shape and gets its task.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public static (ProbeTask Task, SchemaShape.Column Column) Check(SchemaShape schema, string name)
    {
        var columns = schema.Where(column => column.Name == name).ToArray();
        if (columns.Length == 0)
            throw ColumnErrors.NotFound("inputSchema", "label", name);
        var column = columns[0];
        if (column.Kind == SchemaShape.Column.VectorKind.Scalar)
        {
            if (column.IsKey && column.ItemType.Equals(NumberDataViewType.UInt32))
                return (ProbeTask.MulticlassClassification, column);
            if (!column.IsKey && column.ItemType is BooleanDataViewType)
                return (ProbeTask.BinaryClassification, column);
            if (!column.IsKey && column.ItemType.Equals(NumberDataViewType.Single))
                return (ProbeTask.Regression, column);
        }
        throw ColumnErrors.Mismatch("inputSchema", "label", name, Required, SchemaShapeColumn.Describe(column), ColumnHint.Of(column).ForLabel());
    }

    /// <summary>Reads the labels of all rows.</summary>
    public static double[] Read(IDataView view, LabelColumn label, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        return TrainingRows.Read(view, [label], token)[0].data<double>().ToArray();
    }

    /// <inheritdoc/>
    public IEnumerable<DataViewSchema.Column> Sources(DataViewSchema schema) => [schema[Name]];

    /// <inheritdoc/>
    public IRowPartReader Open(DataViewRow row) => Task switch
    {
        ProbeTask.MulticlassClassification => new Reader<uint>(row, Name, key => key == 0 || key > ClassCount ? double.NaN : key - 1),
        ProbeTask.BinaryClassification => new Reader<bool>(row, Name, value => value ? 1 : 0),
        _ => new Reader<float>(row, Name, value => value),
    };

    private sealed class Reader<T>(DataViewRow row, string name, Func<T, double> number) : IRowPartReader
    {
        private readonly ValueGetter<T> _getter = row.GetGetter<T>(row.Schema[name]);

        public void Read(Span<byte> destination)
        {
            T value = default!;
            _getter(ref value);
            var label = number(value);
            if (double.IsInfinity(label))
                throw new InvalidOperationException(FormattableString.Invariant($"Label column '{name}' must have finite values, but row {row.Position} has {label}."));
            MemoryMarshal.Write(destination, label);
        }
    }
}
