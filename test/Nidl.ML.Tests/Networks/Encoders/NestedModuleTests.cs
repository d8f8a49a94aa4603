using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

/// <summary>A module that holds one of ours registers its fields once more; no name may change or come twice.</summary>
[TestClass]
public sealed class NestedModuleTests
{
    public static IEnumerable<object[]> Factories =>
    [
        [new Func<nn.Module>(
            () => new MlpEncoder { HiddenDimensions = [5], Normalization = MlpNormalization.BatchNorm }.CreateModule([2]))],
        [new Func<nn.Module>(() => new ConvNet2d { HiddenChannels = [2], Strides = [1, 1] }.CreateModule([1, 4, 4]))],
        [new Func<nn.Module>(() => new ResNet2d { Width = 1 }.CreateModule([1, 4, 4]))],
        [new Func<nn.Module>(
            () => new ResNet2dModule(new ResNet2d { Width = 1, Depth = 50 }, ResNetStem.SmallImage, inputChannels: 1, classes: 3))],
        [new Func<nn.Module>(
            () => new DenseNet3d { LayersPerBlock = [1, 1], GrowthRate = 2, StemChannels = 2 }.CreateModule([1, 8, 8, 8]))],
        [new Func<nn.Module>(() => new AlexNet3d { EmbeddingDimension = 2 }.CreateModule([1, 33, 33, 33]))],
        [new Func<nn.Module>(
            () => new VisionTransformer3d { PatchSize = 2, EmbeddingDimension = 6, Depth = 2 }.CreateModule([1, 2, 4, 2]))],
        [new Func<nn.Module>(
            () => new ProjectionHead { HiddenDimensions = [3, 3], OutputDimension = 2, BatchNormalization = true }.CreateModule(4))],
    ];

    [TestMethod]
    [DynamicData(nameof(Factories))]
    public void StateNames_InsideAnotherModule_AreTheSameWithItsPrefix(Func<nn.Module> create)
    {
        using var module = create();
        var alone = module.StateNames().Select(name => $"part.{name}").ToArray();
        using var holder = new Holder(module);
        CollectionAssert.AreEqual(alone, holder.StateNames());
        Assert.AreEqual(module.ParameterCount(), holder.ParameterCount());
    }

    private sealed class Holder : nn.Module
    {
        public Holder(nn.Module module)
            : base(nameof(Holder)) => register_module("part", module);
    }
}
