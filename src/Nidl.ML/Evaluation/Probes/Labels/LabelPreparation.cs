using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Nidl.ML;

/// <summary>Brings a label column into the type that ML.NET's trainers want: a key for classes, Single for numbers.</summary>
internal static class LabelPreparation
{
    /// <summary>Gets the task that a label column's type stands for, or checks that a given one suits it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or of a type that no probe can predict.</exception>
    /// <exception cref="ArgumentException">The task does not suit the column, or an integer leaves it open.</exception>
    public static ProbeTask TaskOf(DataViewSchema schema, string name, ProbeTask? requested)
    {
        var column = SchemaColumns.Find(schema, "label", name);
        var possible = PossibleTasks(column.Type);
        if (possible.Length == 0)
            throw ColumnErrors.Mismatch("inputSchema", "label", name, "Key<UInt32>, Text, Boolean or a number", column.Type.ToString());
        if (requested is { } task)
            return possible.Contains(task)
                ? task
                : throw new ArgumentException(
                    $"Task must be {string.Join(" or ", possible)} for column '{name}' of type {column.Type}, but {task} was given.",
                    nameof(ProbeOptions.Task));
        return IsInteger(column.Type)
            ? throw new ArgumentException(
                $"Task must be given for column '{name}' of type {column.Type}: an integer may be a class or a quantity.",
                nameof(ProbeOptions.Task))
            : possible[0];
    }

    /// <summary>Fits what brings the column into the trainers' type; null if it has it.</summary>
    public static ITransformer? Fit(MLContext context, IDataView data, string name, ProbeTask task)
    {
        var type = data.Schema[name].Type;
        if (task == ProbeTask.MulticlassClassification && type is not KeyDataViewType)
            return context.Transforms.Conversion.MapValueToKey(name, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
                .Fit(data);
        return task == ProbeTask.Regression && !type.Equals(NumberDataViewType.Single)
            ? context.Transforms.Conversion.ConvertType(name, outputKind: DataKind.Single).Fit(data)
            : null;
    }

    private static ProbeTask[] PossibleTasks(DataViewType type) => type switch
    {
        BooleanDataViewType => [ProbeTask.BinaryClassification, ProbeTask.MulticlassClassification],
        KeyDataViewType key when key.RawType == typeof(uint) => [ProbeTask.MulticlassClassification],
        TextDataViewType => [ProbeTask.MulticlassClassification],
        NumberDataViewType => [ProbeTask.Regression, ProbeTask.MulticlassClassification],
        _ => [],
    };

    private static bool IsInteger(DataViewType type) =>
        type is NumberDataViewType && type.RawType != typeof(float) && type.RawType != typeof(double);
}
