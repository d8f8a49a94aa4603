using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Tells images for which a CPU is faster one by one, by loops (<see cref="SampleChanges"/>) or Torch's operations for one image, than by
/// matrix products of the whole batch, whose arithmetic grows with the third power of the side.
/// </summary>
internal static class LargeImages
{
    // Both take the same time at about 3 x 48 x 48 (`bench views`).
    private const long SmallestValues = 3 * 48 * 48;

    // Torch interpolates no half-precision images on a CPU.
    public static bool Are(Tensor batch) =>
        batch.dtype is ScalarType.Float32 or ScalarType.Float64 && batch.dim() == 4 && batch.device_type == DeviceType.CPU
            && batch.shape[1..].Aggregate(1L, (product, size) => product * size) >= SmallestValues;
}
