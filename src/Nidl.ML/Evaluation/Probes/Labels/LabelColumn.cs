using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// The label that a probe learns, as one number a row: the class counted from 0, 0 or 1, or the value; NaN where it is missing.
/// </summary>
internal sealed record LabelColumn(string Name, ProbeTask Task, int ClassCount) : IRowPart
{
    /// <inheritdoc/>
    public InputShape Shape { get; } = [1];

    /// <inheritdoc/>
    public ScalarType ElementType => ScalarType.Float64;

    /// <summary>Finds the column in a schema; its type says the task, which may be required.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type, in ML.NET's own words.</exception>
    public static LabelColumn Bind(DataViewSchema schema, string name, ProbeTask? required = null)
    {
        var column = SchemaColumns.Find(schema, "label", name);
        LabelColumn? label = column.Type switch
        {
            KeyDataViewType { Count: <= int.MaxValue } key
                when key.RawType == typeof(uint) => new(name, ProbeTask.MulticlassClassification, (int)key.Count),
            BooleanDataViewType => new(name, ProbeTask.BinaryClassification, 2),
            NumberDataViewType number when number.Equals(NumberDataViewType.Single) => new(name, ProbeTask.Regression, 0),
            _ => null,
        };
        return label is not null && (required ?? label.Task) == label.Task
            ? label
            : throw ColumnErrors.Mismatch(
                "inputSchema", "label", name, TypeOf(required), column.Type.ToString(), Hint(ColumnHint.Of(column), required));
    }

    /// <summary>Finds the column in a schema's shape and gets its task, which may be required.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    public static (ProbeTask Task, SchemaShape.Column Column) Check(SchemaShape schema, string name, ProbeTask? required = null)
    {
        var column = SchemaColumns.Find(schema, "label", name);
        return TaskOf(column) is { } task && (required ?? task) == task
            ? (task, column)
            : throw ColumnErrors.Mismatch(
                "inputSchema", "label", name, TypeOf(required), SchemaShapeColumn.Describe(column), Hint(ColumnHint.Of(column), required));
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

    private static ProbeTask? TaskOf(SchemaShape.Column column) => (column.Kind, column.IsKey, column.ItemType) switch
    {
        (not SchemaShape.Column.VectorKind.Scalar, _, _) => null,
        (_, true, var item) => item.Equals(NumberDataViewType.UInt32) ? ProbeTask.MulticlassClassification : null,
        (_, false, BooleanDataViewType) => ProbeTask.BinaryClassification,
        (_, false, var item) => item.Equals(NumberDataViewType.Single) ? ProbeTask.Regression : null,
    };

    // Where one task is required, its type says it all.
    private static string? Hint(ColumnHint hint, ProbeTask? required) => required is null ? hint.ForLabel() : null;

    private static string TypeOf(ProbeTask? task) => task switch
    {
        ProbeTask.MulticlassClassification => "Key<UInt32>",
        ProbeTask.BinaryClassification => "Boolean",
        ProbeTask.Regression => "Single",
        _ => "Key<UInt32>, Boolean or Single",
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
                throw new InvalidOperationException(
                    FormattableString.Invariant($"Label column '{name}' must have finite values, but row {row.Position} has {label}."));
            MemoryMarshal.Write(destination, label);
        }
    }
}
