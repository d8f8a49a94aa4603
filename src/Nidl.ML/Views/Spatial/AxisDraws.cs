using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Draws a value for each axis of each sample.</summary>
internal static class AxisDraws
{
    /// <returns>Independent values, also where all axes have one range: Single, (count, 3).</returns>
    public static Tensor Uniform(this RandomSource random, AxisIntervals intervals, long count)
    {
        var low = tensor(intervals.Select(interval => interval.Low).ToArray(), ScalarType.Float32, device: random.Device); // (1) or (3)
        var width = tensor(intervals.Select(interval => interval.High - interval.Low).ToArray(), ScalarType.Float32, device: random.Device);
        return random.Uniform([count, 3]).mul_(width).add_(low);
    }
}
