namespace Nidl.ML;

/// <summary>Adds y-Aware contrastive learning to <see cref="SelfSupervisedCatalog"/>.</summary>
public static class YAwareCatalog
{
    /// <summary>
    /// Creates an estimator that trains an encoder by y-Aware contrastive learning; what is not a parameter has the default of the options.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="outputColumnName">The column of embeddings to append.</param>
    /// <param name="auxiliaryColumnName">
    /// The column of auxiliary variables: Single, Double, Int32, Boolean or Key, or a vector of one of them of known size.
    /// </param>
    /// <param name="inputColumnName">
    /// The column of features, a vector of Single or Byte of known size, or images; null means <paramref name="outputColumnName"/>, which
    /// is then hidden by the embeddings.
    /// </param>
    /// <param name="numberOfEpochs">The number of passes over the training rows, at least 0.</param>
    /// <param name="batchSize">The number of rows of a batch, at least 2.</param>
    /// <param name="learningRate">The learning rate at its highest, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static YAwareEstimator YAware(
        this SelfSupervisedCatalog catalog,
        string outputColumnName,
        string auxiliaryColumnName,
        string? inputColumnName = null,
        int numberOfEpochs = TrainingOptions.DefaultNumberOfEpochs,
        int batchSize = TrainingOptions.DefaultBatchSize,
        double learningRate = TrainingOptions.DefaultLearningRate) =>
        catalog.YAware(outputColumnName, inputColumnName, new YAwareOptions
        {
            AuxiliaryColumnNames = [auxiliaryColumnName],
            NumberOfEpochs = numberOfEpochs, BatchSize = batchSize, LearningRate = learningRate,
        });

    /// <summary>Creates an estimator that trains an encoder by y-Aware contrastive learning.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="outputColumnName">The column of embeddings to append.</param>
    /// <param name="inputColumnName">
    /// The column of features, a vector of Single or Byte of known size, or images; null means <paramref name="outputColumnName"/>, which
    /// is then hidden by the embeddings.
    /// </param>
    /// <param name="options">The options, which name at least one auxiliary column.</param>
    /// <exception cref="ArgumentException">
    /// No auxiliary column is named, or a metric is given beside another kernel or bandwidth.
    /// </exception>
    public static YAwareEstimator YAware(
        this SelfSupervisedCatalog catalog, string outputColumnName, string? inputColumnName, YAwareOptions options) =>
        new(catalog.Context, outputColumnName, inputColumnName, options);
}
