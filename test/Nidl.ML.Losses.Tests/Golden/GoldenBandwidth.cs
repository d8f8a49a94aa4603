namespace Nidl.ML.Losses.Tests.Golden;

/// <summary>Translates the golden files' names.</summary>
internal static class GoldenBandwidth
{
    public static Kernel Kernel(string name) => Enum.Parse<Kernel>(name, ignoreCase: true);

    public static Bandwidth Of(string kind, double[] values, int width) => kind switch
    {
        "scalar" => values[0],
        "vector" => values,
        "matrix" => Square(values, width),
        "scott" => Bandwidth.Scott,
        "silverman" => Bandwidth.Silverman,
        _ => throw new InvalidDataException(kind),
    };

    private static double[,] Square(double[] values, int width)
    {
        var matrix = new double[width, width];
        for (var k = 0; k < values.Length; k++) matrix[k / width, k % width] = values[k];
        return matrix;
    }
}
