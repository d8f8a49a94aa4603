using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Exchanges and mirrors the axes of volumes so that depth goes to the right, height to anterior and width to superior, as closely as whole
/// axes can ("RAS+"). No value is interpolated.
/// </summary>
public sealed record CanonicalOrientation : VolumePreprocessing
{
    /// <summary>
    /// Gets where the voxels of all volumes lie as they come. Default null: as the column tells, which one of <c>LoadVolumes</c> does,
    /// else as
    /// <see cref="VolumeAffine.Identity"/> says.
    /// </summary>
    public VolumeAffine? Affine { get; init; }

    private VolumeAffine Place => Affine ?? VolumeAffine.Identity;

    internal override VolumePreprocessing Of(VolumeAffine volumes) => this with { Affine = Affine ?? volumes };

    private protected override Tensor ApplyToVolumes(Tensor volumes)
    {
        if (Place.Orientation == VolumeAffine.Canonical)
            return volumes;
        var axes = Sources();
        long[] mirrored = [.. Enumerable.Range(0, 3).Where(axis => !axes[axis].Forward).Select(axis => axis + 2L)];
        return volumes.permute([0, 1, .. axes.Select(axis => axis.Source + 2L)]).flip(mirrored).contiguous();
    }

    private protected override InputShape ShapeAfter(InputShape shape) =>
        InputShape.Create([shape[0], .. Sources().Select(axis => shape[axis.Source + 1])]);

    private protected override VolumeAffine IndicesBefore(InputShape shape)
    {
        var matrix = new double[4, 4];
        matrix[3, 3] = 1;
        foreach (var (axis, (source, forward)) in Sources().Index())
        {
            matrix[source, axis] = forward ? 1 : -1;
            matrix[source, 3] = forward ? 0 : shape[source + 1] - 1;
        }
        return VolumeAffine.Create(matrix);
    }

    // For each axis of the result the axis that it comes from, and whether it goes the same way.
    private (int Source, bool Forward)[] Sources()
    {
        var sources = new (int Source, bool Forward)[3];
        foreach (var (source, (world, forward)) in Place.WorldAxes().Index())
            sources[world] = (source, forward);
        return sources;
    }
}
