using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Nidl.ML;

/// <summary>
/// A linear probe on a frozen embedding: ML.NET's logistic regression or maximum entropy by L-BFGS, or its linear regression by dual
/// coordinate ascent, over the standardised embedding.
/// </summary>
public static class LinearProbe
{
    // Beside the embedding, which stays as it is.
    private const string Standardized = "StandardizedEmbedding";

    /// <summary>Creates the probe as a pipeline.</summary>
    /// <param name="context">The context.</param>
    /// <param name="labelColumnName">The column of labels: Boolean, key or Single, as the task wants it.</param>
    /// <param name="embeddingColumnName">The column of embeddings.</param>
    /// <param name="task">What is predicted.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    public static IEstimator<ITransformer> Create(
        MLContext context, string labelColumnName, string embeddingColumnName, ProbeTask task, LinearProbeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(embeddingColumnName);
        options ??= new LinearProbeOptions();
        var trainer = Trainer(context, labelColumnName, options.Standardize ? Standardized : embeddingColumnName, task, options);
        return options.Standardize
            ? context.Transforms.NormalizeMeanVariance(Standardized, embeddingColumnName, fixZero: false).Append(trainer).Append(context.Transforms.DropColumns(Standardized))
            : trainer;
    }

    /// <summary>Fits the probe on one view and evaluates it on another.</summary>
    /// <param name="context">The context.</param>
    /// <param name="trainSet">The rows to learn from.</param>
    /// <param name="testSet">The rows to test on.</param>
    /// <param name="labelColumnName">The column of labels: Boolean (two classes), key of UInt32 (several) or Single (a number).</param>
    /// <param name="embeddingColumnName">The column of embeddings.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
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

    private static IEstimator<ITransformer> Trainer(MLContext context, string label, string features, ProbeTask task, LinearProbeOptions options)
    {
        var l2 = (float?)options.L2Regularization;
        return task switch
        {
            ProbeTask.BinaryClassification => context.BinaryClassification.Trainers.LbfgsLogisticRegression(label, features, l1Regularization: 0, l2Regularization: l2 ?? 1),
            ProbeTask.MulticlassClassification => context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(label, features, l1Regularization: 0, l2Regularization: l2 ?? 1),
            _ => context.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options
            {
                LabelColumnName = label,
                FeatureColumnName = features,
                L1Regularization = 0,
                L2Regularization = l2 ?? 1e-3f,
                // The default stops after a few passes over rows as few as a probe's, far from the optimum.
                ConvergenceTolerance = 1e-4f,
                MaximumNumberOfIterations = 500,
            }),
        };
    }
}
