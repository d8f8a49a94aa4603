using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML;

/// <summary>Fits any probe and evaluates it, once or over folds.</summary>
internal static class ProbeRun
{
    /// <summary>Fits on one view and evaluates on another.</summary>
    public static ProbeMetrics Evaluate(
        MLContext context, IEstimator<ITransformer> probe, IDataView trainSet, IDataView testSet, LabelColumn label)
    {
        ArgumentNullException.ThrowIfNull(testSet);
        try
        {
            var model = probe.Fit(trainSet);
            using var release = model as IDisposable;
            return ProbeMetrics.Evaluate(context, model.Transform(testSet), label.Name, label.Task);
        }
        catch (Exception failure) when (!ReferenceEquals(ReadAheadFailure.CauseOf(failure), failure))
        {
            throw ReadAheadFailure.CauseOf(failure);
        }
    }

    /// <summary>Fits and evaluates once a fold.</summary>
    /// <param name="context">The context.</param>
    /// <param name="probe">The probe.</param>
    /// <param name="data">All rows.</param>
    /// <param name="folds">The folds.</param>
    /// <param name="label">The column of labels.</param>
    /// <param name="mayGoOn">Asked before each fold; false ends the run without a result.</param>
    /// <returns>The folds' figures and the seconds that they took; null if it ended early.</returns>
    public static (IReadOnlyList<ProbeMetrics> Folds, double Seconds)? CrossValidate(
        MLContext context, IEstimator<ITransformer> probe, IDataView data, ProbeFolds folds, LabelColumn label, Func<bool> mayGoOn)
    {
        var watch = Stopwatch.StartNew();
        var metrics = new List<ProbeMetrics>();
        for (var fold = 0; fold < folds.Count; fold++)
        {
            if (!mayGoOn())
                return null;
            metrics.Add(Evaluate(context, probe, folds.Train(context, data, fold), folds.Test(data, fold), label));
        }
        return (metrics, watch.Elapsed.TotalSeconds);
    }
}
