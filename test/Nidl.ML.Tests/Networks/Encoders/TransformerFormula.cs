using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

/// <summary>
/// Computes a vision transformer from its state names by plain loops over tokens and values, in double precision, one row at a time.
/// </summary>
internal sealed class TransformerFormula(VisionTransformer3d options, Dictionary<string, Tensor> state)
{
    private readonly int _dimension = options.EmbeddingDimension;

    /// <summary>Encodes one volume.</summary>
    /// <param name="volume">The values, in row-major order.</param>
    /// <param name="shape">Channels, depth, height, width.</param>
    public double[] Encode(double[] volume, int[] shape)
    {
        var grid = shape[1..].Select(side => side / options.PatchSize).ToArray();
        double[][] tokens = [Get("cls_token"), .. Patches(volume, shape, grid)];
        for (var token = 0; token < tokens.Length; token++)
            tokens[token] = Sum(tokens[token], Position(token, grid));
        for (var block = 0; block < options.Depth; block++)
            tokens = Block(tokens, $"blocks.{block}");
        return options.Pooling == TokenPooling.ClassToken ? Normalize(tokens[0], "norm") : Normalize(Mean(tokens[1..]), "fc_norm");
    }

    /// <summary>Gets one place's sines and cosines.</summary>
    public static double[] SineCosine(int[] place, int dimension)
    {
        var count = (int)Math.Ceiling(dimension / 6.0);
        var values = new List<double>();
        foreach (var coordinate in place)
        {
            for (var k = 0; k < count; k++)
                values.Add(Math.Sin(coordinate * Math.Pow(10_000, -(double)k / count)));
            for (var k = 0; k < count; k++)
                values.Add(Math.Cos(coordinate * Math.Pow(10_000, -(double)k / count)));
        }
        return [.. values.Take(dimension)];
    }

    private IEnumerable<double[]> Patches(double[] volume, int[] shape, int[] grid)
    {
        for (var z = 0; z < grid[0]; z++)
            for (var y = 0; y < grid[1]; y++)
                for (var x = 0; x < grid[2]; x++)
                    yield return Linear(Patch(volume, shape, [z, y, x]), "patch_embed.proj");
    }

    private double[] Patch(double[] volume, int[] shape, int[] place)
    {
        var side = options.PatchSize;
        int Line(int channel, int z, int y) =>
            ((channel * shape[1] + place[0] * side + z) * shape[2] + place[1] * side + y) * shape[3] + place[2] * side;
        var values = new List<double>();
        for (var channel = 0; channel < shape[0]; channel++)
            for (var z = 0; z < side; z++)
                for (var y = 0; y < side; y++)
                    values.AddRange(volume[Line(channel, z, y)..(Line(channel, z, y) + side)]);
        return [.. values];
    }

    private double[] Position(int token, int[] grid)
    {
        if (options.Positions == PositionEncoding.Learned)
            return Get("pos_embed")[(token * _dimension)..((token + 1) * _dimension)];
        if (token == 0)
            return new double[_dimension];
        var patch = token - 1;
        return SineCosine([patch / (grid[1] * grid[2]), patch / grid[2] % grid[1], patch % grid[2]], _dimension);
    }

    private double[][] Block(double[][] tokens, string name)
    {
        var attended = Attend([.. tokens.Select(token => Normalize(token, $"{name}.norm1"))], $"{name}.attn");
        tokens = [.. tokens.Zip(attended, Sum)];
        return [.. tokens.Select(token => Sum(token, Perceptron(Normalize(token, $"{name}.norm2"), $"{name}.mlp")))];
    }

    private double[][] Attend(double[][] tokens, string name)
    {
        var mixed = tokens.Select(token => Linear(token, $"{name}.qkv")).ToArray(); // queries, keys, values; heads in each
        var size = _dimension / options.NumberOfHeads;
        var results = tokens.Select(_ => new double[_dimension]).ToArray();
        for (var head = 0; head < options.NumberOfHeads; head++)
            for (var i = 0; i < tokens.Length; i++)
            {
                var (query, key, value) = (head * size, _dimension + head * size, 2 * _dimension + head * size);
                double Product(double[] other) => Enumerable.Range(0, size).Sum(k => mixed[i][query + k] * other[key + k]);
                var weights = mixed.Select(other => Math.Exp(Product(other) / Math.Sqrt(size))).ToArray();
                for (var j = 0; j < tokens.Length; j++)
                    for (var k = 0; k < size; k++)
                        results[i][head * size + k] += weights[j] / weights.Sum() * mixed[j][value + k];
            }
        return [.. results.Select(result => Linear(result, $"{name}.proj"))];
    }

    private double[] Perceptron(double[] token, string name) =>
        Linear([.. Linear(token, $"{name}.fc1").Select(value => value * 0.5 * (1 + Erf(value / Math.Sqrt(2))))], $"{name}.fc2");

    private double[] Normalize(double[] token, string name)
    {
        var mean = token.Average();
        var deviation = Math.Sqrt(token.Average(value => (value - mean) * (value - mean)) + 1e-5);
        var (weight, bias) = (Get($"{name}.weight"), Get($"{name}.bias"));
        return [.. token.Select((value, i) => (value - mean) / deviation * weight[i] + bias[i])];
    }

    private double[] Linear(double[] input, string name)
    {
        var (weight, bias) = (Get($"{name}.weight"), Get($"{name}.bias"));
        return [.. bias.Select((value, i) => value + input.Select((x, j) => x * weight[i * input.Length + j]).Sum())];
    }

    // Maclaurin's series, which is exact to the last digits for the small values here.
    private static double Erf(double x)
    {
        var (sum, term) = (x, x);
        for (var n = 1; n < 60; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double[] Sum(double[] first, double[] second) => [.. first.Zip(second, (x, y) => x + y)];

    private static double[] Mean(double[][] tokens) =>
        [.. Enumerable.Range(0, tokens[0].Length).Select(i => tokens.Average(token => token[i]))];

    private double[] Get(string name) => state[name].Values();
}
