using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>
/// Pools maps of values that are not negative over each part of a grid of equal parts, which overlap where the sides are no multiples of
/// their number, by the mean of a power: <c>(mean of x^p)^(1/p)</c>.
/// </summary>
/// <param name="Parts">The parts a side, G, at most the sides of the maps.</param>
/// <param name="Power">The power, p: 1 for the average.</param>
/// <param name="Size">The sides of the maps that rows of the encoder's shape have; views may have others.</param>
internal sealed record PoolingOverGrid(int Parts, double Power, (long Height, long Width) Size)
{
    // Added to each value: where a channel is 0 everywhere, the root would have no gradient. Its highest power is still a number of single
    // precision. A lower bound instead would cost a slow pass backward.
    private const double Least = 1e-6;

    /// <summary>Pools maps: (N, C, h, w) to (N, C G^2).</summary>
    public Tensor Apply(Tensor maps)
    {
        if (Power == 1)
            return Average(maps);
        // What no gradient needs is not kept beside its powers.
        var powers = maps.requires_grad
            ? maps.to(ScalarType.Float32).add(Least).pow(Power)
            : maps.to(ScalarType.Float32).add_(Least).pow_(Power);
        return Average(powers).pow(1 / Power);
    }

    /// <summary>Says the same in ONNX, for rows of the encoder's shape.</summary>
    public string AddTo(OnnxLayers layers, string input)
    {
        if (Power == 1)
            return Average(layers, input);
        var powers = Raise(layers, layers.Graph.AddNode("Add", [input, Constant(layers, Least)]), Power);
        return Raise(layers, Average(layers, powers), 1 / Power);
    }

    private Tensor Average(Tensor maps)
    {
        // The mean of all positions too: the gradient of mean() would not lie as maps do that are channels last (libtorch 2.10.0).
        var (height, width) = (maps.shape[2], maps.shape[3]);
        return nn.functional.avg_pool2d(maps, [Part(height), Part(width)], [height / Parts, width / Parts]).flatten(1);
    }

    private string Average(OnnxLayers layers, string input) => Parts == 1
        ? layers.Average(input)
        : layers.Flatten(layers.AveragePool(input, [Part(Size.Height), Part(Size.Width)], [Size.Height / Parts, Size.Width / Parts]));

    private static string Raise(OnnxLayers layers, string input, double power) =>
        layers.Graph.AddNode("Pow", [input, Constant(layers, power)]);

    private static string Constant(OnnxLayers layers, double value) => layers.Constant(tensor(new[] { (float)value }));

    // The last part ends with the side.
    private long Part(long side) => side - (Parts - 1) * (side / Parts);
}
