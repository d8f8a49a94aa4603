namespace Nidl.ML;

public sealed partial class SelfSupervisedCatalog
{
    /// <summary>Creates an estimator that trains an encoder by SimCLR with the default options.</summary>
    /// <param name="outputColumnName">The column of embeddings to append.</param>
    /// <param name="inputColumnName">The column of features, a vector of Single of known size; null means <paramref name="outputColumnName"/>, which is then hidden by the embeddings.</param>
    public SimClrEstimator SimClr(string outputColumnName, string? inputColumnName = null) =>
        SimClr(outputColumnName, inputColumnName, new SimClrOptions());

    /// <summary>Creates an estimator that trains an encoder by SimCLR.</summary>
    /// <param name="outputColumnName">The column of embeddings to append.</param>
    /// <param name="inputColumnName">The column of features, a vector of Single of known size; null means <paramref name="outputColumnName"/>, which is then hidden by the embeddings.</param>
    /// <param name="options">The options.</param>
    public SimClrEstimator SimClr(string outputColumnName, string? inputColumnName, SimClrOptions options) =>
        new(_context, outputColumnName, inputColumnName, options);
}
