using Microsoft.ML;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Training;

[TestClass]
public sealed class FreezeStagesTests
{
    private static readonly MlpEncoder Mlp =
        new() { HiddenDimensions = [8, 8], EmbeddingDimension = 4, Normalization = MlpNormalization.BatchNorm, Dropout = 0.3 };

    [TestMethod]
    public void Fit_FrozenStages_KeepWeightsAndBatchStatistics()
    {
        var fresh = FinalWeights.Of(Tiny.Options with { Encoder = Mlp, NumberOfEpochs = 0 });
        var trained = FinalWeights.Of(Tiny.Options with { Encoder = Mlp, FreezeStages = 1, ValidationFraction = 0.25 });
        // Linear 0, batch norm 1, ReLU 2, dropout 3: the first stage.
        static bool IsFrozen(string entry) =>
            entry.StartsWith("layers.0.", StringComparison.Ordinal) || entry.StartsWith("layers.1.", StringComparison.Ordinal);
        CollectionAssert.AreEqual(fresh.Where(IsFrozen).ToArray(), trained.Where(IsFrozen).ToArray());
        Assert.AreEqual(6, fresh.Count(IsFrozen));
        Assert.IsEmpty(fresh.Where(entry => !IsFrozen(entry)).Intersect(trained).ToArray());
    }

    [TestMethod]
    [DataRow("mlp", "0 1 2 3|4 5 6 7|8")]
    [DataRow("conv", "0 1 2|3 4 5|6 7 8|9 10 11")]
    public void Stages_OfSequences_AreTheirLayers(string kind, string expected)
    {
        using var module = kind == "mlp" ? Mlp.CreateModule([5]) : new ConvNet2d().CreateModule([1, 16, 16]);
        var layers = module.children().Single().children().ToList();
        var stages = EncoderStages.Of(module).Select(
            stage => string.Join(' ', stage.Select(layer => layers.FindIndex(other => ReferenceEquals(other, layer)))));
        Assert.AreEqual(expected, string.Join('|', stages));
    }

    [TestMethod]
    public void Stages_ResNet_AreStemAndFourLayers()
    {
        using var module = new ResNet2d().CreateModule([3, 32, 32]);
        var names = module.named_children().ToList();
        var stages = EncoderStages.Of(module).Select(
            stage => string.Join(' ', stage.Select(part => names.Single(entry => ReferenceEquals(entry.Item2, part)).Item1)));
        Assert.AreEqual("conv1 bn1|layer1|layer2|layer3|layer4", string.Join('|', stages));
    }

    public static IEnumerable<object[]> Volumes =>
    [
        [new DenseNet3d { LayersPerBlock = [1, 1], GrowthRate = 2, StemChannels = 2 }, 8L,
            "conv0 norm0 relu0 pool0|denseblock1|transition1 denseblock2|norm5 embedding"],
        [new DenseNet3d { LayersPerBlock = [1], FinalNormalization = false, EmbeddingDimension = null }, 8L,
            "conv0 norm0 relu0 pool0|denseblock1"],
        [new AlexNet3d(), 33L, "0 1 2 3|4 5 6 7|8 9 10|11 12 13|14 15 16|regressor"],
        [new VisionTransformer3d { PatchSize = 4, EmbeddingDimension = 6, Depth = 2 }, 8L, "patch_embed|0|1|norm"],
    ];

    [TestMethod]
    [DynamicData(nameof(Volumes))]
    public void Stages_NetworksForVolumes_AreTheirParts(Encoder encoder, long side, string expected)
    {
        using var module = encoder.CreateModule([1, side, side, side]);
        var modules = module.named_modules().ToList();
        string NameOf(nn.Module part) => modules.Single(entry => ReferenceEquals(entry.Item2, part)).Item1.Split('.')[^1];
        var stages = EncoderStages.Of(module).Select(stage => string.Join(' ', stage.Select(NameOf)));
        Assert.AreEqual(expected, string.Join('|', stages));
    }

    [TestMethod]
    public void Freeze_VisionTransformer_HoldsTokenAndPositionsWithThePatches()
    {
        var encoder = new VisionTransformer3d { PatchSize = 4, EmbeddingDimension = 6, Depth = 1 };
        using var network = Network.Create(encoder, [1, 8, 4, 4], new ProjectionHead(), seed: 1, CPU);
        network.Freeze(1);
        CollectionAssert.AreEqual(
            new[] { "cls_token", "pos_embed", "patch_embed.proj.weight", "patch_embed.proj.bias" },
            network.Encoder.named_parameters().Where(entry => !entry.parameter.requires_grad).Select(entry => entry.name).ToArray());
    }

    [TestMethod]
    public void Stages_NetworkOfYourOwn_AreItsChildren()
    {
        using var module = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1));
        Assert.HasCount(3, EncoderStages.Of(module));
    }

    [TestMethod]
    public void Fit_AllStages_IsRefused() => Error.Is<ArgumentException>(
        "FreezeStages must be below 3, the number of the encoder's stages, but 3 was given. (Parameter 'FreezeStages')",
        () => FinalWeights.Of(Tiny.Options with { Encoder = Mlp, FreezeStages = 3 }));

    [TestMethod]
    public void Options_BelowZero_IsRefused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new SimClrOptions { FreezeStages = -1 });
}
