using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Views;

/// <summary>Makes batches for tests, and reads tensors out as plain arrays.</summary>
internal static class Batch
{
    public static Tensor Random(long[] shape, ScalarType type = ScalarType.Float32, long seed = 1)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return rand(shape, type, CPU, generator: generator);
    }

    public static Tensor Of(float[] values, params long[] shape) => tensor(values).reshape(shape);

    public static Tensor OfDoubles(double[] values, params long[] shape) => tensor(values).reshape(shape);

    public static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.cpu().to_type(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    public static RandomSource Source(params ReadOnlySpan<long> key) => new(CPU, key);

    /// <summary>Fills an array of a shape (n, c, h, w) from a formula.</summary>
    public static double[] Fill(long[] shape, Func<int, int, int, int, double> value)
    {
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        var next = 0;
        for (var n = 0; n < shape[0]; n++)
            for (var c = 0; c < shape[1]; c++)
                for (var h = 0; h < shape[2]; h++)
                    for (var w = 0; w < shape[3]; w++)
                        values[next++] = value(n, c, h, w);
        return values;
    }

    /// <summary>Reads values of shape (n, c, h, w) as a function of the four indices.</summary>
    public static Func<int, int, int, int, double> Reader(Tensor images)
    {
        var values = Values(images);
        var shape = images.shape;
        return (n, c, h, w) => values[((n * shape[1] + c) * shape[2] + h) * shape[3] + w];
    }

    /// <summary>Fills an array of a shape (n, c, d, h, w) from a formula.</summary>
    public static double[] Fill(long[] shape, Func<int, int, int, int, int, double> value)
    {
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        var next = 0;
        for (var n = 0; n < shape[0]; n++)
            for (var c = 0; c < shape[1]; c++)
                for (var d = 0; d < shape[2]; d++)
                    for (var h = 0; h < shape[3]; h++)
                        for (var w = 0; w < shape[4]; w++)
                            values[next++] = value(n, c, d, h, w);
        return values;
    }

    /// <summary>Reads values of shape (n, c, d, h, w) as a function of the five indices.</summary>
    public static Func<int, int, int, int, int, double> VolumeReader(Tensor volumes)
    {
        var values = Values(volumes);
        var shape = volumes.shape;
        return (n, c, d, h, w) => values[(((n * shape[1] + c) * shape[2] + d) * shape[3] + h) * shape[4] + w];
    }

    public static void AreClose(double[] expected, Tensor actual, double tolerance)
    {
        var values = Values(actual);
        Assert.HasCount(expected.Length, values);
        for (var i = 0; i < values.Length; i++)
            Assert.AreEqual(expected[i], values[i], tolerance, $"at {i}");
    }

    public static double Deviation(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    /// <summary>Asserts that values look like draws from a uniform distribution: bounds, mean and standard deviation.</summary>
    public static void AreUniform(IReadOnlyCollection<double> values, double low, double high, double slack = 1e-5)
    {
        var width = high - low;
        var tolerance = 5 * width / Math.Sqrt(12 * values.Count);
        Assert.IsTrue(values.Min() >= low - slack && values.Max() <= high + slack, $"values from {values.Min()} to {values.Max()}");
        Assert.AreEqual((low + high) / 2, values.Average(), tolerance, "mean");
        Assert.AreEqual(width / Math.Sqrt(12), Deviation(values), tolerance, "standard deviation");
    }

    /// <summary>Asserts that a count of successes fits a probability within five standard deviations.</summary>
    public static void IsBinomial(int successes, int draws, double probability) =>
        Assert.AreEqual(probability * draws, successes, 5 * Math.Sqrt(draws * probability * (1 - probability)));
}
