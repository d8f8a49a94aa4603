using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Brings the values of volumes to a common range. Each channel has statistics of its own, computed from all of its voxels or from those of
/// a mask.
/// </summary>
public abstract record IntensityPreprocessing : VolumePreprocessing
{
    private protected IntensityPreprocessing()
    {
    }

    /// <summary>Gets which voxels of a channel statistics are taken of; all are changed. Default all.</summary>
    public VolumeMask Mask { get; init => field = Requires.Defined(value); } = VolumeMask.All;

    /// <summary>Preprocesses a batch by the statistics of given voxels.</summary>
    /// <param name="volumes">The volumes, floating-point, of shape (N, channels, depth, height, width); not modified.</param>
    /// <param name="mask">
    /// Which voxels count, Boolean, of the shape of <paramref name="volumes"/>, or with one sample or channel for all; in the place of <see
    /// cref="Mask"/>.
    /// </param>
    /// <returns>The volumes, of their shape, type and device, owned by the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException"><paramref name="volumes"/> or <paramref name="mask"/> is not of this form.</exception>
    public Tensor Apply(Tensor volumes, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        SpatialRows.Volumes.Check(GetType().Name, volumes);
        using var scope = NewDisposeScope();
        return Change(volumes, MaskedVoxels.Complete(mask, volumes)).MoveToOuterDisposeScope();
    }

    private protected sealed override Tensor ApplyToVolumes(Tensor volumes) =>
        Change(volumes, MaskedVoxels.Complete(MaskedVoxels.Find(Mask, volumes), volumes));

    // The mask has the volumes' shape, and at least one voxel a channel; null for all.
    private protected abstract Tensor Change(Tensor volumes, Tensor? mask);
}
