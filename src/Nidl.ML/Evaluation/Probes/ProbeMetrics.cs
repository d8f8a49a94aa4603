using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>The figures of an evaluation of a probe, or their means over folds.</summary>
/// <param name="Task">What was predicted.</param>
/// <param name="Values">The figures that the task has.</param>
public sealed record ProbeMetrics(ProbeTask Task, IReadOnlyDictionary<ProbeMetric, double> Values)
{
    /// <summary>Gets a figure.</summary>
    /// <param name="metric">Which one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The task does not have it.</exception>
    public double this[ProbeMetric metric] => Values.TryGetValue(metric, out var value)
        ? value
        : throw new ArgumentOutOfRangeException(
            nameof(metric), $"{Task} has the metrics {string.Join(", ", Values.Keys)}, but {metric} was asked for.");

    /// <summary>
    /// Gets the figure by which probes of a task are ranked unless another is chosen: accuracy, or the coefficient of determination.
    /// </summary>
    /// <param name="task">The task.</param>
    public static ProbeMetric DefaultFor(ProbeTask task) => task == ProbeTask.Regression ? ProbeMetric.RSquared : ProbeMetric.Accuracy;

    /// <summary>Gets the figures that a task has.</summary>
    internal static IReadOnlyList<ProbeMetric> Of(ProbeTask task) => task switch
    {
        ProbeTask.BinaryClassification => [ProbeMetric.Accuracy, ProbeMetric.AreaUnderRocCurve, ProbeMetric.F1Score],
        ProbeTask.MulticlassClassification => [ProbeMetric.Accuracy, ProbeMetric.MacroAccuracy, ProbeMetric.LogLoss],
        _ => [ProbeMetric.RSquared, ProbeMetric.MeanAbsoluteError, ProbeMetric.RootMeanSquaredError],
    };

    /// <summary>Gets whether more of a figure is better.</summary>
    /// <param name="metric">The figure.</param>
    public static bool IsHigherBetter(ProbeMetric metric) =>
        metric is not (ProbeMetric.LogLoss or ProbeMetric.MeanAbsoluteError or ProbeMetric.RootMeanSquaredError);

    /// <summary>Evaluates scored rows with ML.NET's evaluator of the task.</summary>
    /// <param name="context">The context.</param>
    /// <param name="scored">Rows with the label and the columns Score and, for classes, PredictedLabel.</param>
    /// <param name="labelColumnName">The column of the label: a key, a Boolean or a Single, as the task wants it.</param>
    /// <param name="task">The task.</param>
    public static ProbeMetrics Evaluate(MLContext context, IDataView scored, string labelColumnName, ProbeTask task)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(scored);
        return new(task, task switch
        {
            ProbeTask.BinaryClassification => Of(context.BinaryClassification.EvaluateNonCalibrated(scored, labelColumnName)),
            ProbeTask.MulticlassClassification => Of(context.MulticlassClassification.Evaluate(scored, labelColumnName)),
            _ => Of(context.Regression.Evaluate(scored, labelColumnName)),
        });
    }

    /// <summary>Gets the mean of each figure over several evaluations of one task.</summary>
    internal static ProbeMetrics Mean(IReadOnlyList<ProbeMetrics> folds) =>
        new(folds[0].Task, folds[0].Values.Keys.ToDictionary(metric => metric, metric => folds.Average(fold => fold[metric])));

    /// <summary>Gets the standard deviation, with n - 1, of each figure over several evaluations of one task.</summary>
    internal static ProbeMetrics Spread(IReadOnlyList<ProbeMetrics> folds)
    {
        var means = Mean(folds);
        return new(means.Task, means.Values.ToDictionary(
            mean => mean.Key, mean => Math.Sqrt(folds.Sum(fold => Math.Pow(fold[mean.Key] - mean.Value, 2)) / (folds.Count - 1))));
    }

    private static Dictionary<ProbeMetric, double> Of(BinaryClassificationMetrics metrics) => new()
    {
        [ProbeMetric.Accuracy] = metrics.Accuracy,
        [ProbeMetric.AreaUnderRocCurve] = metrics.AreaUnderRocCurve,
        [ProbeMetric.F1Score] = metrics.F1Score,
    };

    private static Dictionary<ProbeMetric, double> Of(MulticlassClassificationMetrics metrics) => new()
    {
        [ProbeMetric.Accuracy] = metrics.MicroAccuracy,
        [ProbeMetric.MacroAccuracy] = metrics.MacroAccuracy,
        [ProbeMetric.LogLoss] = metrics.LogLoss,
    };

    private static Dictionary<ProbeMetric, double> Of(RegressionMetrics metrics) => new()
    {
        [ProbeMetric.RSquared] = metrics.RSquared,
        [ProbeMetric.MeanAbsoluteError] = metrics.MeanAbsoluteError,
        [ProbeMetric.RootMeanSquaredError] = metrics.RootMeanSquaredError,
    };
}
