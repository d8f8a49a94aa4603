using Microsoft.ML;
using Nidl.ML.Losses;

namespace Nidl.ML;

/// <summary>Adds probes of embeddings to <see cref="SelfSupervisedCatalog"/>.</summary>
public static class ProbeCatalog
{
    /// <summary>
    /// Searches, as AutoML does, for the trainer that predicts a label best from frozen embeddings: cross-validates each candidate over the
    /// same folds, ranks them, and fits the best on all labeled rows.
    /// </summary>
    /// <remarks>
    /// Folds have each class evenly; rows without a label (a missing key or NaN) are left out. A line a candidate goes into the log of the
    /// context. A candidate that throws is reported in <see cref="ProbeResult.Failures"/> and does not end the search.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="data">The rows, with embeddings and the label.</param>
    /// <param name="labelColumnName">The column of labels: Boolean, key of UInt32, text or a number.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    /// <returns>The leaderboard and the best model, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The label or a column of embeddings is missing or of a type that cannot be used.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The task does not suit the label or has no such metric, or there are too few labels, or labels of one class only.
    /// </exception>
    /// <exception cref="InvalidOperationException">No candidate could be fitted.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static ProbeResult Probe(
        this SelfSupervisedCatalog catalog, IDataView data, string labelColumnName = "Label", ProbeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        return ProbeSearch.Run(catalog.Context, data, labelColumnName, options ?? new ProbeOptions());
    }

    /// <summary>Fits a probe, or any other trainer, on one view and evaluates it on another.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="probe">The probe, for example <see cref="KnnProbe"/>; it must append ML.NET's columns of scores.</param>
    /// <param name="trainSet">The rows to learn from.</param>
    /// <param name="testSet">The rows to test on.</param>
    /// <param name="labelColumnName">The column of labels: Boolean (two classes), key of UInt32 (several) or Single (a number).</param>
    /// <returns>The metrics of the label's task on the rows to test on.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    /// <exception cref="ArgumentException">The labels are of one class only.</exception>
    public static ProbeMetrics EvaluateProbe(
        this SelfSupervisedCatalog catalog, IEstimator<ITransformer> probe, IDataView trainSet, IDataView testSet,
        string labelColumnName = "Label")
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(trainSet);
        ArgumentNullException.ThrowIfNull(testSet);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        Libtorch.Load();
        var label = LabelColumn.Bind(trainSet.Schema, labelColumnName);
        LabelClasses.Check(label, testSet);
        return ProbeRun.Evaluate(catalog.Context, probe, trainSet, testSet, label);
    }

    /// <summary>Gets the candidates that <see cref="Probe"/> tries by itself, for lists that add others to them.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="labelColumnName">The column of labels.</param>
    /// <param name="task">What is predicted.</param>
    /// <param name="featureColumnName">The column of embeddings.</param>
    /// <param name="seed">The seed of the perceptron.</param>
    public static IReadOnlyList<ProbeCandidate> ProbeCandidates(
        this SelfSupervisedCatalog catalog, string labelColumnName, ProbeTask task, string featureColumnName = "Embedding", int seed = 0) =>
        DefaultProbes.Create(catalog.Context, labelColumnName, [featureColumnName], task, seed, CancellationToken.None);

    /// <summary>
    /// Creates a linear probe on a frozen embedding, which is standardized. For classes it is trained by ML.NET's logistic regression or
    /// maximum entropy (L-BFGS). For a number it is ridge regression in closed form, in double precision, with the penalty of the smallest
    /// error of generalized cross-validation (Golub, Heath and Wahba 1979, Technometrics 21), unless the options give one.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="labelColumnName">The column of labels: Boolean (two classes), key of UInt32 (several) or Single (a number).</param>
    /// <param name="featureColumnName">The column of embeddings.</param>
    /// <param name="task">What is predicted; null takes what the label's type says.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    /// <returns>The estimator; what it fits is a <see cref="ProbeTransformer"/>, which the caller disposes.</returns>
    public static IEstimator<ITransformer> LinearProbe(
        this SelfSupervisedCatalog catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Embedding",
        ProbeTask? task = null,
        LinearProbeOptions? options = null) =>
        new LinearProbeTrainer(catalog.Context, labelColumnName, featureColumnName, task, options ?? new LinearProbeOptions());

    /// <summary>Creates a weighted k-nearest-neighbor probe on cosine similarity.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="labelColumnName">The column of labels: Boolean (two classes), key of UInt32 (several) or Single (a number).</param>
    /// <param name="featureColumnName">The column of embeddings.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    public static KnnTrainer KnnProbe(
        this SelfSupervisedCatalog catalog, string labelColumnName = "Label", string featureColumnName = "Embedding",
        KnnOptions? options = null) =>
        new(catalog.Context, labelColumnName, featureColumnName, options ?? new KnnOptions());

    /// <summary>Creates a small multilayer perceptron over the standardized embedding.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="labelColumnName">The column of labels: Boolean (two classes), key of UInt32 (several) or Single (a number).</param>
    /// <param name="featureColumnName">The column of embeddings.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    public static MlpProbeTrainer MlpProbe(
        this SelfSupervisedCatalog catalog, string labelColumnName = "Label", string featureColumnName = "Embedding",
        MlpProbeOptions? options = null) =>
        new(catalog.Context, labelColumnName, featureColumnName, options ?? new MlpProbeOptions());
}
