using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Losses.Tests;

/// <summary>Carries numbers between tensors and arrays.</summary>
internal static class Values
{
    public static double[] Of(Tensor tensor)
    {
        using var copy = tensor.detach().cpu().to(ScalarType.Float64).contiguous();
        return copy.data<double>().ToArray();
    }

    public static double Scalar(Tensor tensor) => Of(tensor).Single();

    public static Tensor Matrix(double[,] values, ScalarType type = ScalarType.Float64) => tensor(values, dtype: type);

    /// <summary>Deterministic values of roughly normal distribution.</summary>
    public static double[,] Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var values = new double[rows, columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                values[i, j] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return values;
    }

    public static Tensor RandomTensor(int rows, int columns, int seed, ScalarType type = ScalarType.Float64) =>
        Matrix(Random(rows, columns, seed), type);
}
