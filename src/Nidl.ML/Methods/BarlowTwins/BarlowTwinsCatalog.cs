namespace Nidl.ML;

/// <summary>Adds Barlow Twins to <see cref="SelfSupervisedCatalog"/>.</summary>
public static class BarlowTwinsCatalog
{
    /// <summary>
    /// Creates an estimator that trains an encoder by Barlow Twins; what is not a parameter has the default of the options.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="outputColumnName">The column of embeddings to append.</param>
    /// <param name="inputColumnName">
    /// The column of features, a vector of Single or Byte of known size, or images; null means <paramref name="outputColumnName"/>, which
    /// is then hidden by the embeddings.
    /// </param>
    /// <param name="numberOfEpochs">The number of passes over the training rows, at least 0.</param>
    /// <param name="batchSize">The number of rows of a batch, at least 2.</param>
    /// <param name="learningRate">The learning rate at its highest, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static BarlowTwinsEstimator BarlowTwins(
        this SelfSupervisedCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        int numberOfEpochs = TrainingOptions.DefaultNumberOfEpochs,
        int batchSize = TrainingOptions.DefaultBatchSize,
        double learningRate = TrainingOptions.DefaultLearningRate) =>
        catalog.BarlowTwins(
            outputColumnName, inputColumnName,
            new BarlowTwinsOptions { NumberOfEpochs = numberOfEpochs, BatchSize = batchSize, LearningRate = learningRate });

    /// <summary>Creates an estimator that trains an encoder by Barlow Twins.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="outputColumnName">The column of embeddings to append.</param>
    /// <param name="inputColumnName">
    /// The column of features, a vector of Single or Byte of known size, or images; null means <paramref name="outputColumnName"/>, which
    /// is then hidden by the embeddings.
    /// </param>
    /// <param name="options">The options.</param>
    public static BarlowTwinsEstimator BarlowTwins(
        this SelfSupervisedCatalog catalog, string outputColumnName, string? inputColumnName, BarlowTwinsOptions options) =>
        new(catalog.Context, outputColumnName, inputColumnName, options);
}
