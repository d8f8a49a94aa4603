using Microsoft.ML;

namespace Nidl.ML;

public sealed partial class SelfSupervisedCatalog
{
    /// <summary>
    /// Searches, as AutoML does, for the trainer that predicts a label best from frozen embeddings: cross-validates each candidate over the same
    /// folds, ranks them, and fits the best on all labelled rows.
    /// </summary>
    /// <remarks>
    /// Folds have each class evenly; rows without a label (a missing key or NaN) are left out. A line a candidate goes into the log of the
    /// context. A candidate that throws is reported in <see cref="ProbeResult.Failures"/> and does not end the search.
    /// </remarks>
    /// <param name="data">The rows, with embeddings and the label.</param>
    /// <param name="labelColumnName">The column of labels: Boolean, key of UInt32, text or a number.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    /// <returns>The leaderboard and the best model, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The label or a column of embeddings is missing or of a type that cannot be used.</exception>
    /// <exception cref="ArgumentException">
    /// The task does not suit the label or has no such metric, or there are too few labels, or labels of one class only.
    /// </exception>
    /// <exception cref="InvalidOperationException">No candidate could be fitted.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ProbeResult Probe(IDataView data, string labelColumnName = "Label", ProbeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        return ProbeSearch.Run(_context, data, labelColumnName, options ?? new ProbeOptions());
    }

    /// <summary>Gets the candidates that <see cref="Probe"/> tries by itself, for lists that add others to them.</summary>
    /// <param name="task">What is predicted.</param>
    /// <param name="labelColumnName">The column of labels.</param>
    /// <param name="embeddingColumnName">The column of embeddings.</param>
    /// <param name="seed">The seed of the perceptron.</param>
    public IReadOnlyList<ProbeCandidate> ProbeCandidates(ProbeTask task, string labelColumnName = "Label", string embeddingColumnName = "Embedding", int seed = 0) =>
        DefaultProbes.Create(_context, labelColumnName, [embeddingColumnName], task, seed, CancellationToken.None);

    /// <summary>
    /// Creates a linear probe on the standardised embedding: ML.NET's maximum entropy for classes, ridge regression for a number.
    /// </summary>
    /// <param name="task">What is predicted.</param>
    /// <param name="labelColumnName">The column of labels: Boolean, key of UInt32 or Single, as the task wants it.</param>
    /// <param name="embeddingColumnName">The column of embeddings.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    public IEstimator<ITransformer> LinearProbe(
        ProbeTask task, string labelColumnName = "Label", string embeddingColumnName = "Embedding", LinearProbeOptions? options = null) =>
        Nidl.ML.LinearProbe.Create(_context, labelColumnName, embeddingColumnName, task, options);

    /// <summary>Creates a weighted k-nearest-neighbour probe on cosine similarity.</summary>
    /// <param name="labelColumnName">The column of labels: Boolean (two classes), key of UInt32 (several) or Single (a number).</param>
    /// <param name="embeddingColumnName">The column of embeddings.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    public KnnTrainer KnnProbe(string labelColumnName = "Label", string embeddingColumnName = "Embedding", KnnOptions? options = null) =>
        new(_context, labelColumnName, embeddingColumnName, options ?? new KnnOptions());

    /// <summary>Creates a small multilayer perceptron over the standardised embedding.</summary>
    /// <param name="labelColumnName">The column of labels: Boolean (two classes), key of UInt32 (several) or Single (a number).</param>
    /// <param name="embeddingColumnName">The column of embeddings.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    public MlpProbeTrainer MlpProbe(string labelColumnName = "Label", string embeddingColumnName = "Embedding", MlpProbeOptions? options = null) =>
        new(_context, labelColumnName, embeddingColumnName, options ?? new MlpProbeOptions());
}
