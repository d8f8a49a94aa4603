using Nidl.ML;
using static TorchSharp.torch;

namespace BrainAge;

/// <summary>
/// A network for volumes that trains in minutes on a CPU: four convolutions that halve the sides, and the average over all positions.
/// </summary>
public static class SmallConvNet3d
{
    /// <summary>The network as an encoder. A model file holds its name alone: a program that loads one uses this first.</summary>
    public static CustomEncoder Encoder { get; } = CustomEncoder.Register("BrainAge.SmallConvNet3d", shape => Create(shape[0]));

    private static nn.Module<Tensor, Tensor> Create(long channels)
    {
        long[] widths = [channels, 16, 32, 64, 128];
        var layers = new List<nn.Module<Tensor, Tensor>>();
        for (var i = 1; i < widths.Length; i++)
            layers.AddRange(
            [
                // (N, widths[i], D / 2^i, H / 2^i, W / 2^i)
                nn.Conv3d(widths[i - 1], widths[i], kernel_size: 3, stride: 2, padding: 1, bias: false),
                nn.BatchNorm3d(widths[i]),
                nn.ReLU(),
            ]);
        layers.AddRange([nn.AdaptiveAvgPool3d(1), nn.Flatten()]); // (N, 128)
        return nn.Sequential(layers);
    }
}
