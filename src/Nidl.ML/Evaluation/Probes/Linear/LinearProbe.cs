using Microsoft.ML;

namespace Nidl.ML;

/// <summary>
/// A linear probe on a frozen, standardised embedding. For classes it is trained by ML.NET's logistic regression or maximum entropy
/// (L-BFGS); for a number it is ridge regression in closed form, in double precision, with the penalty of the smallest error of generalised
/// cross-validation (Golub, Heath and Wahba 1979, Technometrics 21) unless one is given.
/// </summary>
public static class LinearProbe
{
    /// <summary>Creates the probe.</summary>
    /// <param name="context">The context.</param>
    /// <param name="labelColumnName">The column of labels: Boolean, key of UInt32 or Single, as the task wants it.</param>
    /// <param name="embeddingColumnName">The column of embeddings.</param>
    /// <param name="task">What is predicted.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    /// <returns>The estimator; what it fits is a <see cref="ProbeTransformer"/>, which the caller disposes.</returns>
    public static IEstimator<ITransformer> Create(
        MLContext context, string labelColumnName, string embeddingColumnName, ProbeTask task, LinearProbeOptions? options = null) =>
        new LinearProbeTrainer(context, labelColumnName, embeddingColumnName, task, options ?? new LinearProbeOptions());

    /// <summary>Fits the probe on one view and evaluates it on another.</summary>
    /// <param name="context">The context.</param>
    /// <param name="trainSet">The rows to learn from.</param>
    /// <param name="testSet">The rows to test on.</param>
    /// <param name="labelColumnName">The column of labels: Boolean (two classes), key of UInt32 (several) or Single (a number).</param>
    /// <param name="embeddingColumnName">The column of embeddings.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    /// <exception cref="ArgumentException">The labels are of one class only.</exception>
    public static ProbeMetrics Evaluate(
        MLContext context, IDataView trainSet, IDataView testSet, string labelColumnName, string embeddingColumnName, LinearProbeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trainSet);
        ArgumentNullException.ThrowIfNull(testSet);
        var label = LabelColumn.Bind(trainSet.Schema, labelColumnName);
        LabelClasses.Check(label, testSet);
        var probe = Create(context, labelColumnName, embeddingColumnName, label.Task, options);
        return ProbeRun.Evaluate(context, probe, trainSet, testSet, label);
    }
}
