namespace Nidl.ML;

/// <summary>Adds arrays of files to <see cref="SelfSupervisedCatalog"/>.</summary>
public static class NpyCatalog
{
    /// <summary>
    /// Creates an estimator whose transformer loads NumPy's <c>.npy</c> files by their paths: a vector of Single of known size and
    /// dimensions a row, read when it is asked for or a little before. So arrays on disk, for example volumes, can be trained on without
    /// being in memory at once.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="outputColumnName">The column of arrays to append.</param>
    /// <param name="inputColumnName">
    /// The column of paths, text; null means <paramref name="outputColumnName"/>, which is then hidden by the arrays.
    /// </param>
    /// <param name="shape">
    /// The shape that all arrays have, but for dimensions of 1; null takes that of the first row's at <c>Fit</c>.
    /// </param>
    /// <remarks>
    /// Files of format versions 1 to 3, either byte order, C and Fortran order, of types f2, f4, f8, i1 to i8, u1 to u8 and b1; values are
    /// rounded to Single. Nothing is ever unpickled: an array of Python objects is refused.
    /// <para>
    /// Up to 32 MiB are read ahead of a cursor on background threads, and a view remembers the first 256 MiB that it reads; a file that has
    /// changed is read again.
    /// </para>
    /// </remarks>
    public static ArrayLoadingEstimator LoadArrays(
        this SelfSupervisedCatalog catalog, string outputColumnName, string? inputColumnName = null, InputShape? shape = null) =>
        new(catalog.Context, outputColumnName, inputColumnName, shape, new NpyFormat(), new ArrayReading());
}
