namespace Nidl.ML;

/// <summary>The options of <see cref="VolumeCatalog.LoadVolumes"/>.</summary>
public sealed record VolumeOptions
{
    /// <summary>
    /// Gets whether the axes of each volume are exchanged and turned so that depth runs to the right of the person, height to the front and
    /// width upward (RAS). Nothing is interpolated: each axis takes the direction that is nearest to it by the header's sform or, without
    /// one, its qform. False leaves the axes as the file has them. The default is true.
    /// </summary>
    public bool CanonicalOrientation { get; init; } = true;

    /// <summary>
    /// Gets whether a volume is refused whose voxels are more than 1 % larger or smaller along an axis than those of the first row's volume
    /// or, without <see cref="CanonicalOrientation"/>, whose axes go another way. What follows takes all volumes of a column to lie as the
    /// first does; only the place of the first voxel and small turns may differ. False accepts every volume of the right shape. The default
    /// is true.
    /// </summary>
    public bool RefuseOtherGrids { get; init; } = true;

    /// <summary>Gets what becomes of voxels that are NaN or infinite. The default is <see cref="NonFiniteVoxels.Refuse"/>.</summary>
    public NonFiniteVoxels NonFiniteVoxels { get; init => field = Requires.Defined(value); } = NonFiniteVoxels.Refuse;

    /// <summary>
    /// Gets whether rows whose volumes cannot be loaded are left out, with one warning that counts and names them, instead of an error.
    /// Which they are is found out by reading every file once before the first row. The default is false.
    /// </summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>
    /// Gets the bytes of volumes that are read ahead of a cursor on background threads, at least 0; one volume if it is larger, and no more
    /// than four for each processor. Order and values do not depend on it. The default is 32 MiB: four volumes of 128^3. 0 reads each when
    /// it is asked for.
    /// </summary>
    public long ReadAheadBytes { get; init => field = Requires.AtLeast(value, 0); } = ArrayReading.DefaultReadAheadBytes;

    /// <summary>
    /// Gets the bytes of volumes that a view remembers, the first ones that it reads, at least 0. All passes over a view that fits read
    /// each file once. A file that has changed is read again. The default is 256 MiB; 0 remembers none.
    /// </summary>
    public long CacheBytes { get; init => field = Requires.AtLeast(value, 0); } = ArrayReading.DefaultCacheBytes;
}
