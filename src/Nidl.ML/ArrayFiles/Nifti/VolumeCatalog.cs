namespace Nidl.ML;

/// <summary>Adds volumes to <see cref="SelfSupervisedCatalog"/>.</summary>
public static class VolumeCatalog
{
    private const int Rank = 4;

    /// <summary>
    /// Creates an estimator whose transformer loads NIfTI files by their paths: a vector of Single of dimensions (channels, depth, height,
    /// width) a row, read when it is asked for or a little before. So cohorts can be trained on without being in memory at once.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.SelfSupervised</c>.</param>
    /// <param name="outputColumnName">The column of volumes to append.</param>
    /// <param name="inputColumnName">
    /// The column of paths, text; null means <paramref name="outputColumnName"/>, which is then hidden by the volumes.
    /// </param>
    /// <param name="shape">
    /// The shape that all volumes have, (channels, depth, height, width), once their axes are turned as the options say: one channel for
    /// each volume of a file, and the voxels along x, y and z. Null takes that of the first row's at <c>Fit</c>.
    /// </param>
    /// <param name="options">The options; null means the defaults.</param>
    /// <exception cref="ArgumentException">The shape has other than four dimensions.</exception>
    /// <remarks>
    /// NIfTI-1 and NIfTI-2 of either byte order, <c>.nii</c>, and <c>.hdr</c> with <c>.img</c>, each also packed by gzip, of all types of
    /// one whole or real number a voxel up to 64 bits. Values are scaled by scl_slope and scl_inter in double precision, then rounded to
    /// Single. Extensions of the header are passed over. A header field that cannot be right, or a file that ends early, is an error with
    /// the file and the field.
    /// <para>
    /// The column's schema tells where the voxels of the first row's volume lie. Augmentations by the axes of the body and
    /// <c>PreprocessVolumes</c> take it from there, for all rows: see <see cref="VolumeOptions.RefuseOtherGrids"/>.
    /// </para>
    /// </remarks>
    public static ArrayLoadingEstimator LoadVolumes(
        this SelfSupervisedCatalog catalog, string outputColumnName, string? inputColumnName = null, InputShape? shape = null,
        VolumeOptions? options = null)
    {
        if (shape is not null && shape.Rank != Rank)
            throw new ArgumentException(
                $"The shape of volumes must be (channels, depth, height, width), but {shape} was given.", nameof(shape));
        var chosen = options ?? new VolumeOptions();
        return new(
            catalog.Context, outputColumnName, inputColumnName, shape,
            new NiftiFormat(chosen.CanonicalOrientation, chosen.NonFiniteVoxels, chosen.RefuseOtherGrids),
            new ArrayReading(chosen.SkipUnreadable, chosen.ReadAheadBytes, chosen.CacheBytes));
    }
}
