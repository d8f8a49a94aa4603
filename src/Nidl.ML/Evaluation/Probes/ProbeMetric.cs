namespace Nidl.ML;

/// <summary>A figure by which probes are compared, as ML.NET's evaluators compute it.</summary>
public enum ProbeMetric
{
    /// <summary>
    /// The share of rows whose class is predicted (ML.NET's micro-accuracy for several classes). Higher is better; binary and multiclass.
    /// </summary>
    Accuracy,

    /// <summary>The mean over the classes of the share of their rows that is predicted. Higher is better; multiclass.</summary>
    MacroAccuracy,

    /// <summary>The mean of -log of the probability given to the row's class. Lower is better; multiclass.</summary>
    LogLoss,

    /// <summary>The area under the receiver operating characteristic. Higher is better; binary.</summary>
    AreaUnderRocCurve,

    /// <summary>The harmonic mean of precision and recall of the positive class. Higher is better; binary.</summary>
    F1Score,

    /// <summary>The coefficient of determination, 1 for a perfect prediction, 0 for the mean. Higher is better; regression.</summary>
    RSquared,

    /// <summary>The mean of the absolute differences, in the label's unit. Lower is better; regression.</summary>
    MeanAbsoluteError,

    /// <summary>The root of the mean of the squared differences, in the label's unit. Lower is better; regression.</summary>
    RootMeanSquaredError,
}
