using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Exchanges and mirrors the axes of volumes so that depth goes to the right, height to anterior and width to superior, as closely as whole
/// axes can ("RAS+"). No value is interpolated.
/// </summary>
public sealed record CanonicalOrientation : VolumePreprocessing
{
    /// <summary>
    /// Gets where the voxels of all volumes lie as they come. Default null: as the column tells, which one of <c>LoadVolumes</c> does; one
    /// that does not is an error.
    /// </summary>
    public VolumeAffine? Affine { get; init; }

    private VoxelOrder Order =>
        RequiredAffine.Of(Affine, nameof(CanonicalOrientation), "the directions in which depth, height and width go").Order;

    internal override VolumeAffine? PlaceOf(VolumeAffine? volumes) => Affine ?? volumes;

    internal override VolumePreprocessing Of(VolumeAffine? volumes) => this with { Affine = PlaceOf(volumes) };

    private protected override Tensor ApplyToVolumes(Tensor volumes)
    {
        var order = Order;
        if (order.IsCanonical)
            return volumes;
        // For each axis of the result, that of the volume.
        int[] sources = [.. Enumerable.Range(0, 3).OrderBy(axis => order.Axes[axis])];
        long[] mirrored = [.. Enumerable.Range(0, 3).Where(axis => order.IsTurned[axis]).Select(axis => order.Axes[axis] + 2L)];
        return volumes.permute([0, 1, .. sources.Select(source => source + 2L)]).flip(mirrored).contiguous();
    }

    private protected override InputShape ShapeAfter(InputShape shape) => [shape[0], .. Order.Lengths([.. shape.Skip(1)])];

    private protected override VolumeAffine IndicesBefore(InputShape shape) => Order.IndicesBefore([.. shape.Skip(1)]);
}
