using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Networks;

[TestClass]
public sealed class NetworkLayoutTests
{
    [TestMethod]
    [DataRow("ConvNet2d", Precision.Float32, true)]
    [DataRow("ResNet2d", Precision.Float32, true)]
    [DataRow("ResNet3d", Precision.Float32, false)]
    [DataRow("ResNet3d", Precision.BFloat16, true)]
    public void Project_RowsInTheLayoutOfTheRule_GivesTheValuesAndGradientsOfRowsAsTheyAre(
        string name, Precision precision, bool isChannelsLast)
    {
        var (encoder, shape) = Create(name);
        Assert.AreEqual(isChannelsLast, ChannelsLast.IsFor(CPU, precision, shape.Rank));
        using var scope = NewDisposeScope();
        using var network = Network.Create(encoder, shape, new ProjectionHead { HiddenDimensions = [], OutputDimension = 4 }, 1, CPU);
        network.Precision = precision;
        using var random = new Generator(1);
        var rows = randn(shape.WithBatch(8), generator: random);
        var actual = Run(network, network.Project(rows));
        Tensor[] asTheyAre;
        using (Autocast.Use(precision, CPU))
            asTheyAre = Run(network, network.Head.call(network.Encoder.call(rows).to(ScalarType.Float32)));
        var exact = Run(network, network.Head.call(network.Encoder.call(rows)));
        // What bfloat16 rounds, few rows magnify, in either layout.
        Assert.IsLessThan(1e-5 + 1.5 * MeanError(asTheyAre, exact), MeanError(actual, exact));
        Assert.IsTrue(network.EncodingParameters.All(parameter => parameter.is_contiguous()));
    }

    private static (Encoder Encoder, InputShape Shape) Create(string name) => name switch
    {
        "ConvNet2d" => (new ConvNet2d { HiddenChannels = [8, 12], Strides = [2, 1, 2], EmbeddingDimension = 16 }, [3, 14, 14]),
        "ResNet2d" => (new ResNet2d { Width = 8 }, [3, 16, 16]),
        _ => (new ResNet3d { NumberOfStages = 2 }, [1, 16, 16, 16]),
    };

    private static double MeanError(Tensor[] actual, Tensor[] exact) =>
        actual.Zip(exact, (a, e) => (a - e).norm().ToDouble() / e.norm().ToDouble()).Average();

    private static Tensor[] Run(Network network, Tensor projections)
    {
        network.ZeroGradients();
        projections.backward([linspace(-1, 1, projections.numel()).reshape(projections.shape)]);
        StridedConvolution.ThrowFailure();
        return [projections.detach(), .. network.EncodingParameters.Select(parameter => parameter.grad!.clone())];
    }
}
