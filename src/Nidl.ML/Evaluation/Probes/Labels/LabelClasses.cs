using Microsoft.ML;

namespace Nidl.ML;

/// <summary>Checks, before any work, that a probe has classes to tell apart.</summary>
internal static class LabelClasses
{
    /// <summary>Checks that ML.NET's evaluator can compute the task's figures on rows to test on.</summary>
    /// <exception cref="ArgumentException">The key has one class only, or the rows are all true or all false.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rows do not have the column, or have one of another type.</exception>
    public static void Check(LabelColumn label, IDataView testSet)
    {
        if (label.Task == ProbeTask.MulticlassClassification)
            CheckCount(label, label.ClassCount);
        if (label.Task != ProbeTask.BinaryClassification)
            return;
        var labels = LabelColumn.Read(testSet, LabelColumn.Bind(testSet.Schema, label.Name, label.Task), CancellationToken.None);
        var positives = labels.Count(value => value > 0);
        if (positives == 0 || positives == labels.Length)
            throw new ArgumentException(
                $"The area under the curve needs rows of both classes of column '{label.Name}' to test on, "
                + $"but there are {positives} true and {labels.Length - positives} false.", nameof(testSet));
    }

    /// <summary>Checks the labels of rows that are split into folds; missing ones are NaN.</summary>
    /// <exception cref="ArgumentException">There is one class only, or a fold would lack one of two classes.</exception>
    public static void Check(LabelColumn label, IEnumerable<double> labels, int folds)
    {
        var counts = labels.Where(value => !double.IsNaN(value)).CountBy(value => value).ToDictionary();
        // One class less in a fold of a multiclass task only costs accuracy; the area under a curve of one class does not exist.
        if (label.Task == ProbeTask.MulticlassClassification)
            CheckCount(label, counts.Count);
        if (label.Task != ProbeTask.BinaryClassification)
            return;
        var (positives, negatives) = (counts.GetValueOrDefault(1), counts.GetValueOrDefault(0));
        if (Math.Min(positives, negatives) < folds)
            throw new ArgumentException(
                $"{folds} folds need at least {folds} rows of each class of column '{label.Name}', "
                + $"but there are {positives} true and {negatives} false.", nameof(ProbeOptions.NumberOfFolds));
    }

    private static void CheckCount(LabelColumn label, int count)
    {
        if (count < 2)
            throw new ArgumentException(
                $"A probe needs at least 2 classes in column '{label.Name}', but there is {count}.", "labelColumnName");
    }
}
