namespace Nidl.ML;

public sealed partial class SelfSupervisedCatalog
{
    /// <summary>Creates an estimator that trains an encoder by Barlow Twins with the default options.</summary>
    /// <param name="outputColumnName">The column of embeddings to append.</param>
    /// <param name="inputColumnName">The column of features, a vector of Single of known size; null means <paramref name="outputColumnName"/>, which is then hidden by the embeddings.</param>
    public BarlowTwinsEstimator BarlowTwins(string outputColumnName, string? inputColumnName = null) =>
        BarlowTwins(outputColumnName, inputColumnName, new BarlowTwinsOptions());

    /// <summary>Creates an estimator that trains an encoder by Barlow Twins.</summary>
    /// <param name="outputColumnName">The column of embeddings to append.</param>
    /// <param name="inputColumnName">The column of features, a vector of Single of known size; null means <paramref name="outputColumnName"/>, which is then hidden by the embeddings.</param>
    /// <param name="options">The options.</param>
    public BarlowTwinsEstimator BarlowTwins(string outputColumnName, string? inputColumnName, BarlowTwinsOptions options) =>
        new(_context, outputColumnName, inputColumnName, options);
}
