namespace Nidl.ML;

/// <summary>Adds image files to <see cref="SelfSupervisedCatalog"/>.</summary>
public static class ImageFilesCatalog
{
    /// <summary>
    /// Creates an estimator whose transformer loads image files by their paths; what is not a parameter has the default of the options.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="outputColumnName">The column of pixels to append: vectors of Byte, channels first.</param>
    /// <param name="inputColumnName">
    /// The column of paths, text; null means <paramref name="outputColumnName"/>, which is then hidden by the pixels.
    /// </param>
    /// <param name="shape">The shape of a row, (3, height, width) or (1, height, width); null means (3, 224, 224).</param>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public static ImageLoadingEstimator LoadImages(
        this SelfSupervisedCatalog catalog, string outputColumnName, string? inputColumnName = null, InputShape? shape = null) =>
        catalog.LoadImages(
            outputColumnName, inputColumnName, shape is null ? new ImageLoadingOptions() : new ImageLoadingOptions { Shape = shape });

    /// <summary>Creates an estimator whose transformer loads image files by their paths.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="outputColumnName">The column of pixels to append: vectors of Byte, channels first.</param>
    /// <param name="inputColumnName">
    /// The column of paths, text; null means <paramref name="outputColumnName"/>, which is then hidden by the pixels.
    /// </param>
    /// <param name="options">The options.</param>
    public static ImageLoadingEstimator LoadImages(
        this SelfSupervisedCatalog catalog, string outputColumnName, string? inputColumnName, ImageLoadingOptions options) =>
        new(catalog.Context, outputColumnName, inputColumnName, options);
}
