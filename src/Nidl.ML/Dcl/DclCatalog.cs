namespace Nidl.ML;

public sealed partial class SelfSupervisedCatalog
{
    /// <summary>Creates an estimator that trains an encoder by decoupled contrastive learning with the default options.</summary>
    /// <param name="outputColumnName">The column of embeddings to append.</param>
    /// <param name="inputColumnName">The column of features, a vector of Single of known size; null means <paramref name="outputColumnName"/>, which is then hidden by the embeddings.</param>
    public DclEstimator Dcl(string outputColumnName, string? inputColumnName = null) =>
        Dcl(outputColumnName, inputColumnName, new DclOptions());

    /// <summary>Creates an estimator that trains an encoder by decoupled contrastive learning, with <see cref="DclOptions.WeightedPositives"/> by DCLW.</summary>
    /// <param name="outputColumnName">The column of embeddings to append.</param>
    /// <param name="inputColumnName">The column of features, a vector of Single of known size; null means <paramref name="outputColumnName"/>, which is then hidden by the embeddings.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">The weighting of positives is described but not asked for.</exception>
    public DclEstimator Dcl(string outputColumnName, string? inputColumnName, DclOptions options) =>
        new(_context, outputColumnName, inputColumnName, options);
}
