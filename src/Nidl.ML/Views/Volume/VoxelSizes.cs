using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Gets the size of voxels along depth, height and width, in the units of an option: millimeters, or voxels where no affine is given.
/// </summary>
internal static class VoxelSizes
{
    public static double[] Of(VolumeAffine? affine) => affine?.VoxelSize is { } size ? [size.Depth, size.Height, size.Width] : [1, 1, 1];

    /// <returns>A Single tensor of shape (3).</returns>
    public static Tensor Of(VolumeAffine? affine, Device device) => tensor(Of(affine), ScalarType.Float32, device: device);
}
