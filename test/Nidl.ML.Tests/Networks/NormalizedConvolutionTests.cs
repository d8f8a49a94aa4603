using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class NormalizedConvolutionTests
{
    private static readonly Dictionary<string, (Encoder Encoder, InputShape Shape)> Encoders = new()
    {
        ["ConvNet2d"] = (new ConvNet2d(), [1, 28, 28]),
        ["ResNet2d"] = (new ResNet2d { Width = 8 }, [3, 16, 16]),
        ["ResNet2d bottlenecks"] = (new ResNet2d { Width = 8, Depth = 50, Stem = ResNetStem.Full }, [3, 32, 32]),
        ["AlexNet3d"] = (new AlexNet3d(), [1, 64, 64, 64]),
        ["ResNet3d"] = (new ResNet3d { NumberOfStages = 2, EmbeddingDimension = 16 }, [1, 12, 12, 12]),
    };

    [TestMethod]
    [DataRow("ConvNet2d", 4)]
    [DataRow("ResNet2d", 20)]
    [DataRow("ResNet2d bottlenecks", 53)]
    [DataRow("AlexNet3d", 5)]
    [DataRow("ResNet3d", 10)]
    public void Fold_WholeNetwork_GivesTheSameInDoublePrecision(string name, int convolutions)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var module = Create(name, out var shape);
        module.to(ScalarType.Float64);
        var rows = rand(shape.WithBatch(2), ScalarType.Float64);
        var expected = module.call(rows).Values();
        var parts = Parts(module);
        Assert.HasCount(convolutions, parts);
        foreach (var part in parts)
            part.Fold(ScalarType.Float64, channelsLast: false);
        ModuleStates.AssertClose(expected, module.call(rows).Values(), 1e-12);
        foreach (var part in parts)
            part.Dispose();
        CollectionAssert.AreEqual(expected, module.call(rows).Values());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fold_OneLayerWithBias_IsExactToSinglePrecision(bool channelsLast)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var random = new RandomSource(CPU, 3);
        using var convolution = nn.Conv2d(3, 8, 3, stride: 2, padding: 1);
        using var normalization = nn.BatchNorm2d(8);
        normalization.Scramble(seed: 1);
        normalization.eval();
        var rows = random.Uniform([2, 3, 9, 9]);
        var layer = new NormalizedConvolution(convolution, normalization);
        layer.Fold(ScalarType.Float32, channelsLast);
        var actual = layer.Call(rows).Values();
        layer.Dispose();
        convolution.to(ScalarType.Float64);
        normalization.to(ScalarType.Float64);
        ModuleStates.AssertClose(layer.Call(rows.to(ScalarType.Float64)).Values(), actual, 1e-6);
    }

    [TestMethod]
    [DataRow("ConvNet2d")]
    [DataRow("ResNet2d")]
    [DataRow("ResNet2d bottlenecks")]
    [DataRow("ResNet3d")]
    public void Encode_FrozenNetwork_GivesWhatTheModuleGivesAndKeepsItsState(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var module = Create(name, out var shape);
        var rows = rand(shape.WithBatch(3));
        var expected = module.call(rows).Values();
        var state = module.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var dimension = expected.Length / 3;
        using var frozen = new FrozenNetwork(this, module, CPU, shape, dimension, takesAnyLayout: true);
        var actual = new float[expected.Length];
        frozen.Encode(rows.data<float>().ToArray(), actual);
        ModuleStates.AssertClose(expected, [.. actual.Select(value => (double)value)], 1e-5);
        foreach (var (entry, value) in module.state_dict())
            Assert.IsTrue(value.is_contiguous() && value.eq(state[entry]).all().ToBoolean(), entry);
    }

    private static nn.Module<Tensor, Tensor> Create(string name, out InputShape shape)
    {
        (var encoder, shape) = Encoders[name];
        var inputShape = shape;
        var module = DefaultGenerator.Lend(1, () => encoder.CreateModule(inputShape));
        // Statistics of rows, so that values stay of one size through all layers.
        using (no_grad())
            module.call(rand(shape.WithBatch(8)));
        module.eval();
        return module;
    }

    private static NormalizedConvolution[] Parts(nn.Module module) =>
        [.. module.modules().Prepend(module).OfType<IConvolutionalModule>().Distinct().SelectMany(part => part.Convolutions)];
}
