using Nidl.ML.Tests.Persistence;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

/// <summary>What every encoder for volumes keeps.</summary>
[TestClass]
public sealed class VolumeEncoderTests
{
    private static readonly VisionTransformer3d s_transformer = new() { PatchSize = 4, EmbeddingDimension = 12, Depth = 2 };

    public static IEnumerable<object[]> Encoders =>
    [
        [new ResNet3d { NumberOfStages = 1, EmbeddingDimension = 4 }, 8L],
        [new DenseNet3d { LayersPerBlock = [2, 2], GrowthRate = 4, StemChannels = 8, EmbeddingDimension = 4 }, 8L],
        [new AlexNet3d { EmbeddingDimension = 4 }, 33L],
        [s_transformer with { Dropout = 0.1, StochasticDepth = 0.2 }, 8L],
        [s_transformer with { Pooling = TokenPooling.Mean, Positions = PositionEncoding.SineCosine }, 8L],
    ];

    [TestMethod]
    public void Encoders_OfThisList_HoldEveryKindForVolumes() => CollectionAssert.AreEquivalent(
        typeof(Encoder).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Encoder)) && type.Name.EndsWith("3d", StringComparison.Ordinal)).ToArray(),
        Encoders.Select(row => row[0].GetType()).Distinct().ToArray());

    [TestMethod]
    [DynamicData(nameof(Encoders))]
    public void Forward_Training_HasAGradientEverywhereAndLeavesOneTensor(Encoder encoder, long side)
    {
        using var module = DefaultGenerator.Lend(1, () => encoder.CreateModule([1, side, side, side]));
        using var source = new RandomSource(CPU, 1);
        using var layers = LayerRandomness.Use(source);
        using var input = source.Normal([4, 1, side, side, side]);
        ModuleStates.AssertTrains(module, input);
    }

    [TestMethod]
    [DynamicData(nameof(Encoders))]
    public void CreateModule_SameSeed_GivesTheSameWeights(Encoder encoder, long side)
    {
        using var module = DefaultGenerator.Lend(1, () => encoder.CreateModule([1, side, side, side]));
        using var again = DefaultGenerator.Lend(1, () => encoder.CreateModule([1, side, side, side]));
        foreach (var ((name, weight), same) in module.state_dict().Zip(again.state_dict().Values))
            Assert.IsTrue(weight.equal(same).all().ToBoolean(), name);
    }

    [TestMethod]
    [DynamicData(nameof(Encoders))]
    public void SavedModel_Loaded_GivesTheSameEmbeddings(Encoder encoder, long side)
    {
        var size = (int)(side * side * side);
        using var model = Tiny.FitVectors(VectorView.Random(4, size), Options(encoder, side));
        var saved = SavedModel.Written(writer => EmbeddingModelFile.Write(model, writer));
        using var loaded = EmbeddingModelFile.Read(SavedModel.Reader(saved), CPU);
        Assert.AreEqual(encoder, loaded.Encoder);
        var rows = VectorView.Random(3, size, seed: 2);
        var embeddings = Embeddings.Of(model.Transform(rows));
        Assert.IsTrue(embeddings.SelectMany(row => row).All(float.IsFinite));
        Assert.IsTrue(Embeddings.AreBitEqual(embeddings, Embeddings.Of(loaded.Transform(rows))));
    }

    [TestMethod]
    [DynamicData(nameof(Encoders))]
    public void Fit_OnceMore_LeavesNoTensors(Encoder encoder, long side)
    {
        var rows = VectorView.Random(4, (int)(side * side * side));
        Tiny.FitVectors(rows, Options(encoder, side)).Dispose();
        var before = TensorLeak.Live();
        Tiny.FitVectors(rows, Options(encoder, side)).Dispose();
        Assert.AreEqual(before, TensorLeak.Live());
    }

    [TestMethod]
    [DynamicData(nameof(Encoders))]
    public void Summary_Always_ListsEachLayerWithShapeAndParameters(Encoder encoder, long side)
    {
        var lines = encoder.Summary([1, side, side, side]).Split('\n');
        using var module = encoder.CreateModule([1, side, side, side]);
        StringAssert.Matches(lines[^2], new(
            $@"^\(total\) +\(N, {encoder.GetEmbeddingDimension([1, side, side, side])}\) +{module.ParameterCount():N0}$"));
        foreach (var line in lines[1..^1])
            StringAssert.Matches(line, new(@"\(N(, \d+)+\)"), line);
    }

    [TestMethod]
    [DynamicData(nameof(Encoders))]
    public void CheckInputShape_NotAVolume_IsRefused(Encoder encoder, long side)
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => encoder.CheckInputShape([1, side, side]));
        Assert.StartsWith(encoder.GetType().Name, error.Message);
        Assert.Contains("(channels, depth, height, width)", error.Message);
        Assert.Contains($"but (1, {side}, {side}) was given.", error.Message);
    }

    private static SimClrOptions Options(Encoder encoder, long side) =>
        Tiny.Options with { Encoder = encoder, NumberOfEpochs = 1, InputShape = [1, side, side, side] };
}
