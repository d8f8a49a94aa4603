using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class ConvNet2dTests
{
    [TestMethod]
    public void Options_ByDefault_AreFourStages()
    {
        var encoder = new ConvNet2d();
        CollectionAssert.AreEqual(new[] { 32, 64, 128 }, encoder.HiddenChannels.ToArray());
        CollectionAssert.AreEqual(new[] { 2, 2, 1, 2 }, encoder.Strides.ToArray());
        Assert.AreEqual(256, encoder.EmbeddingDimension);
        Assert.AreEqual(256, encoder.GetEmbeddingDimension([1, 28, 28]));
        using var module = encoder.CreateModule([1, 28, 28]);
        Assert.AreEqual(9 * (1 * 32 + 32 * 64 + 64 * 128 + 128 * 256) + 2 * (32 + 64 + 128 + 256), module.ParameterCount());
    }

    [TestMethod]
    public void StateNames_OfModule_CountConvolutionNormalizationAndReLU()
    {
        using var module = new ConvNet2d { HiddenChannels = [2], Strides = [1, 1], EmbeddingDimension = 3 }.CreateModule([1, 4, 4]);
        CollectionAssert.AreEquivalent(
            new[]
            {
                "layers.0.weight", "layers.1.weight", "layers.1.bias", "layers.1.running_mean", "layers.1.running_var",
                "layers.1.num_batches_tracked",
                "layers.3.weight", "layers.4.weight", "layers.4.bias", "layers.4.running_mean", "layers.4.running_var",
                "layers.4.num_batches_tracked",
            },
            module.StateNames());
    }

    [TestMethod]
    public void Forward_Evaluation_EqualsLoops()
    {
        using var scope = NewDisposeScope();
        using var module = new ConvNet2d { HiddenChannels = [3], Strides = [2, 1], EmbeddingDimension = 4 }.CreateModule([2, 5, 6]);
        module.Scramble(seed: 4);
        module.eval();
        using var random = new RandomSource(CPU, 2);
        var input = random.Normal([2, 2, 5, 6]);
        var state = module.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.Values());
        var values = input.Values();
        var expected = new List<double>();
        for (var row = 0; row < 2; row++)
        {
            var maps = Stage(Maps(values[(row * 60)..(row * 60 + 60)], 2, 5, 6), state, 0, stride: 2);
            maps = Stage(maps, state, 3, stride: 1);
            for (var channel = 0; channel < 4; channel++)
                expected.Add(maps.Cast<double>().Skip(channel * 9).Take(9).Average());
        }
        ModuleStates.AssertClose([.. expected], module.call(input).Values(), 1e-5);
    }

    [TestMethod]
    public void Forward_Training_HasAGradientEverywhereAndLeavesOneTensor()
    {
        using var module = new ConvNet2d { HiddenChannels = [3], Strides = [2, 1], EmbeddingDimension = 4 }.CreateModule([2, 5, 6]);
        using var input = rand(4, 2, 5, 6);
        ModuleStates.AssertTrains(module, input);
    }

    [TestMethod]
    [DataRow(8, 8, 4, 4)]
    [DataRow(7, 9, 4, 5)] // parts that share a row and a column
    public void Forward_PoolingGrid_AveragesEachPart(int height, int width, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var whole = new ConvNet2d { HiddenChannels = [], Strides = [1], EmbeddingDimension = 3 };
        var grid = whole with { PoolingGrid = 2, EmbeddingDimension = 12 };
        InputShape shape = [2, height, width];
        using var module = grid.CreateModule(shape);
        module.Scramble(seed: 4);
        module.eval();
        Assert.AreEqual(12, grid.GetEmbeddingDimension(shape));
        using var random = new RandomSource(CPU, 2);
        var input = random.Normal([3, 2, height, width]);
        var embedding = module.call(input).reshape(3, 3, 2, 2); // (N, channels, parts, parts)
        var layers = module.children().Single().children().Cast<nn.Module<Tensor, Tensor>>();
        var maps = layers.Aggregate(input, (x, layer) => layer.call(x)); // (N, channels, h, w)
        var firstPart = maps.slice(2, 0, rows, 1).slice(3, 0, columns, 1).mean([2, 3]);
        var lastPart = maps.slice(2, height - rows, height, 1).slice(3, width - columns, width, 1).mean([2, 3]);
        ModuleStates.AssertClose(firstPart.Values(), embedding.select(3, 0).select(2, 0).contiguous().Values(), 1e-5);
        ModuleStates.AssertClose(lastPart.Values(), embedding.select(3, 1).select(2, 1).contiguous().Values(), 1e-5);
    }

    [TestMethod]
    [DataRow(3.0, 1)]
    [DataRow(2.5, 1)]
    [DataRow(6.0, 2)]
    public void Forward_PoolingPower_IsTheMeanOfPowers(double power, int grid)
    {
        using var scope = NewDisposeScope();
        var encoder = new ConvNet2d
        {
            HiddenChannels = [], Strides = [1], EmbeddingDimension = 3 * grid * grid, PoolingGrid = grid, PoolingPower = power,
        };
        using var module = encoder.CreateModule([2, 4, 6]);
        module.Scramble(seed: 4);
        module.eval();
        using var random = new RandomSource(CPU, 2);
        var input = random.Normal([2, 2, 4, 6]);
        var layers = module.children().Single().children().Cast<nn.Module<Tensor, Tensor>>();
        var maps = layers.Aggregate(input, (x, layer) => layer.call(x)).to_type(ScalarType.Float64).data<double>().ToNDArray();
        var expected = new List<double>();
        for (var row = 0; row < 2; row++)
            for (var channel = 0; channel < 3; channel++)
                for (var part = 0; part < grid * grid; part++)
                    expected.Add(Mean(row, channel, 4 / grid * (part / grid), 6 / grid * (part % grid)));
        ModuleStates.AssertClose([.. expected], module.call(input).Values(), 1e-5);

        double Mean(int row, int channel, int top, int left)
        {
            var sum = 0.0;
            for (var y = top; y < top + 4 / grid; y++)
                for (var x = left; x < left + 6 / grid; x++)
                    sum += Math.Pow((double)maps.GetValue(row, channel, y, x)!, power);
            return Math.Pow(sum * grid * grid / 24, 1 / power);
        }
    }

    [TestMethod]
    [DataRow(1.0)]
    [DataRow(3.0)]
    [DataRow(6.0)]
    public void Backward_ChannelThatIsZeroEverywhere_HasNoGradient(double power)
    {
        using var scope = NewDisposeScope();
        var encoder = new ConvNet2d { HiddenChannels = [], Strides = [1], EmbeddingDimension = 2, PoolingPower = power };
        using var module = encoder.CreateModule([1, 4, 4]);
        module.eval();
        using var input = zeros(1, 1, 4, 4, requires_grad: true);
        module.call(input).sum().backward();
        Assert.IsTrue(input.grad!.eq(0).all().ToBoolean(), $"{input.grad}");
    }

    [TestMethod]
    [DataRow(0.5)]
    [DataRow(6.5)]
    [DataRow(double.NaN)]
    public void PoolingPower_OutOfRange_IsRefused(double power) => Error.Is<ArgumentOutOfRangeException>(
        FormattableString.Invariant($"PoolingPower must be from 1 to 6, but '{power}' was given. (Parameter 'PoolingPower')"),
        () => _ = new ConvNet2d { PoolingPower = power });

    [TestMethod]
    public void CheckInputShape_PoolingGridThatDoesNotFit_Throws()
    {
        Assert.AreEqual(
            "ConvNet2d.EmbeddingDimension must be a multiple of the 4 parts of PoolingGrid 2, but 6 was given. "
            + "(Parameter 'EmbeddingDimension')",
            Refusal(new ConvNet2d { PoolingGrid = 2, EmbeddingDimension = 6 }));
        Assert.AreEqual(
            "ConvNet2d.PoolingGrid must be at most the sides of the last stage, 4x2 for rows of (1, 28, 14), but 3 was given. "
            + "(Parameter 'PoolingGrid')",
            Refusal(new ConvNet2d { PoolingGrid = 3, EmbeddingDimension = 9 }));

        static string Refusal(Encoder encoder) =>
            Assert.ThrowsExactly<ArgumentException>(() => encoder.CheckInputShape([1, 28, 14])).Message;
    }

    [TestMethod]
    public void CheckInputShape_NotAnImage_Throws()
    {
        var exception = Assert.ThrowsExactly<ArgumentException>(() => new ConvNet2d().CreateModule([784]));
        Assert.AreEqual(
            "ConvNet2d needs rows of shape (channels, height, width), but (784) was given. (Parameter 'inputShape')", exception.Message);
    }

    [TestMethod]
    public void CheckInputShape_StridesOfAnotherNumber_Throws()
    {
        var exception = Assert.ThrowsExactly<ArgumentException>(() => new ConvNet2d { HiddenChannels = [8] }.CreateModule([1, 28, 28]));
        Assert.AreEqual(
            "ConvNet2d.Strides needs one stride for each of the 2 stages (HiddenChannels [8] and the embedding), but [2, 2, 1, "
            + "2] was given. (Parameter 'Strides')", exception.Message);
    }

    [TestMethod]
    public void Options_OutOfRange_Throw()
    {
        Assert.AreEqual(
            "HiddenChannels", Assert.ThrowsExactly<ArgumentNullException>(() => new ConvNet2d { HiddenChannels = null! }).ParamName);
        Assert.AreEqual("Strides", Assert.ThrowsExactly<ArgumentNullException>(() => new ConvNet2d { Strides = null! }).ParamName);
        Assert.StartsWith(
            "EmbeddingDimension must be at least 1, but '-1' was given.",
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ConvNet2d { EmbeddingDimension = -1 }).Message);
    }

    private static double[,,] Maps(double[] values, int channels, int height, int width)
    {
        var maps = new double[channels, height, width];
        Buffer.BlockCopy(values, 0, maps, 0, values.Length * sizeof(double));
        return maps;
    }

    // A 3x3 convolution with one pixel of zeros around, normalization with the running statistics, ReLU.
    private static double[,,] Stage(double[,,] x, Dictionary<string, double[]> state, int layer, int stride)
    {
        var (kernel, norm) = (state[$"layers.{layer}.weight"], $"layers.{layer + 1}");
        var (inputs, height, width, outputs) = (x.GetLength(0), x.GetLength(1), x.GetLength(2), state[$"{norm}.weight"].Length);
        var y = new double[outputs, (height - 1) / stride + 1, (width - 1) / stride + 1];
        for (var o = 0; o < outputs; o++)
            for (var i = 0; i < y.GetLength(1); i++)
                for (var j = 0; j < y.GetLength(2); j++)
                {
                    var sum = Correlate(x, kernel, o * inputs * 9, i * stride - 1, j * stride - 1);
                    var normalized = (sum - state[$"{norm}.running_mean"][o]) / Math.Sqrt(state[$"{norm}.running_var"][o] + 1e-5);
                    y[o, i, j] = Math.Max(0, normalized * state[$"{norm}.weight"][o] + state[$"{norm}.bias"][o]);
                }
        return y;
    }

    private static double Correlate(double[,,] x, double[] kernel, int start, int top, int left)
    {
        var sum = 0.0;
        for (var c = 0; c < x.GetLength(0); c++)
            for (var a = 0; a < 3; a++)
                for (var b = 0; b < 3; b++)
                    if (top + a >= 0 && top + a < x.GetLength(1) && left + b >= 0 && left + b < x.GetLength(2))
                        sum += kernel[start + c * 9 + a * 3 + b] * x[c, top + a, left + b];
        return sum;
    }
}
