namespace Nidl.ML;

/// <summary>Adds the preprocessing of volumes to <see cref="SelfSupervisedCatalog"/>.</summary>
public static class VolumePreprocessingCatalog
{
    /// <summary>
    /// Creates an estimator whose transformer brings volumes into the form that a network is to see: put it before the training, and the
    /// saved pipeline preprocesses new volumes alike. A row is preprocessed when it is asked for; append a cache checkpoint where rows fit
    /// into memory.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="outputColumnName">The column of preprocessed volumes to append.</param>
    /// <param name="steps">What is done, in order.</param>
    /// <param name="inputColumnName">The column of volumes; null means <paramref name="outputColumnName"/>, which is then hidden.</param>
    /// <param name="inputShape">The shape of a volume, (channels, depth, height, width); null takes the dimensions of the column.</param>
    public static VolumePreprocessingEstimator PreprocessVolumes(
        this SelfSupervisedCatalog catalog, string outputColumnName, IReadOnlyList<VolumePreprocessing> steps,
        string? inputColumnName = null, InputShape? inputShape = null) =>
        new(outputColumnName, steps, inputColumnName, inputShape);
}
