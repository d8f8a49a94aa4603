using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Averages maps over each part of a grid of equal parts, which overlap where the sides are no multiples of their number.
/// </summary>
/// <param name="Parts">The parts a side, G, at most the sides of the maps.</param>
/// <param name="Size">The sides of the maps that rows of the encoder's shape have; views may have others.</param>
internal sealed record PartsOfGrid(int Parts, (long Height, long Width) Size)
{
    /// <summary>Averages maps: (N, C, h, w) to (N, C G^2).</summary>
    public Tensor Average(Tensor maps)
    {
        if (Parts == 1)
            return maps.mean([2, 3]);
        var (height, width) = (maps.shape[2], maps.shape[3]);
        return nn.functional.avg_pool2d(maps, [Part(height), Part(width)], [height / Parts, width / Parts]).flatten(1);
    }

    /// <summary>Says the same in ONNX, for rows of the encoder's shape.</summary>
    public string AddTo(OnnxLayers layers, string input) => Parts == 1
        ? layers.Average(input)
        : layers.Flatten(layers.AveragePool(input, [Part(Size.Height), Part(Size.Width)], [Size.Height / Parts, Size.Width / Parts]));

    // The last part ends with the side.
    private long Part(long side) => side - (Parts - 1) * (side / Parts);
}
