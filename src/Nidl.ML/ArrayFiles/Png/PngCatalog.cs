namespace Nidl.ML;

/// <summary>Adds gray images of 16 bits to <see cref="SelfSupervisedCatalog"/>.</summary>
public static class PngCatalog
{
    private const int Rank = 3;

    /// <summary>
    /// Creates an estimator whose transformer loads gray PNG files of 16 bits a pixel, as radiographs and microscopes give them, by their
    /// paths: a vector of Single of dimensions (1, height, width) a row. Every stored value, 0 to 65535, is kept exactly; <c>LoadImages</c>
    /// would cut it to 8 bits.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="outputColumnName">The column of images to append.</param>
    /// <param name="inputColumnName">
    /// The column of paths, text; null means <paramref name="outputColumnName"/>, which is then hidden by the images.
    /// </param>
    /// <param name="shape">
    /// The shape that all images have, (1, height, width); null takes that of the first row's at <c>Fit</c>. Nothing is resized.
    /// </param>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    /// <remarks>
    /// Train with <c>PixelScaling = new() { Maximum = 65535 }</c>: augmentations of images expect values from 0 to 1. Gamma and other
    /// chunks that do not change the stored values are passed over. Interlaced files, other kinds of PNG and files that are broken are
    /// errors with their path; every checksum is compared.
    /// <para>
    /// Up to 32 MiB are read ahead of a cursor on background threads, and a view remembers the first 256 MiB that it reads; a file that has
    /// changed is read again.
    /// </para>
    /// </remarks>
    public static ArrayLoadingEstimator LoadGrayImages16(
        this SelfSupervisedCatalog catalog, string outputColumnName, string? inputColumnName = null, InputShape? shape = null)
    {
        if (shape is not null && (shape.Rank != Rank || shape[0] != 1))
            throw new ArgumentException($"The shape of gray images must be (1, height, width), but {shape} was given.", nameof(shape));
        return new(catalog.Context, outputColumnName, inputColumnName, shape, new PngFormat(), new ArrayReading());
    }
}
