namespace Nidl.ML.Tests.Persistence;

[TestClass]
public sealed class EncoderStateCountTests
{
    public static IEnumerable<object[]> Encoders =>
    [
        [new MlpEncoder { HiddenDimensions = [], EmbeddingDimension = 3 }, (long[])[7]],
        [new MlpEncoder { HiddenDimensions = [5, 6], EmbeddingDimension = 3, Dropout = 0.1 }, (long[])[2, 3]],
        [new MlpEncoder { HiddenDimensions = [5, 6], EmbeddingDimension = 3, Normalization = MlpNormalization.BatchNorm }, (long[])[7]],
        [new MlpEncoder { HiddenDimensions = [7, 6], EmbeddingDimension = 3, Normalization = MlpNormalization.LayerNorm, Residual = true },
            (long[])[7]],
        [new ConvNet2d { HiddenChannels = [], EmbeddingDimension = 3, Strides = [1] }, (long[])[2, 6, 6]],
        [new ConvNet2d { HiddenChannels = [4, 5], EmbeddingDimension = 3, Strides = [1, 2, 1] }, (long[])[3, 6, 6]],
        [new ResNet2d { Width = 2 }, (long[])[1, 8, 8]],
        [new ResNet2d { Depth = 34, Width = 1, Stem = ResNetStem.Full }, (long[])[3, 32, 32]],
        [new ResNet2d { Depth = 50, Width = 1 }, (long[])[3, 8, 8]],
        [new ResNet2d { Depth = 50, Width = 2, Stem = ResNetStem.Full }, (long[])[1, 32, 32]],
        [new ResNet3d { EmbeddingDimension = 3, NumberOfStages = 2 }, (long[])[2, 4, 4, 4]],
        [new ResNet3d { Depth = 50, EmbeddingDimension = null, NumberOfStages = 1, InitialKernelSize = 3 }, (long[])[1, 4, 4, 4]],
        [new ResNet3d { NumberOfStages = 0 }, (long[])[1, 4, 4, 4]],
        [new DenseNet3d { LayersPerBlock = [2, 3], GrowthRate = 5, StemChannels = 7, EmbeddingDimension = 3 }, (long[])[2, 5, 5, 5]],
        [new DenseNet3d { LayersPerBlock = [1], FinalNormalization = false, EmbeddingDimension = null }, (long[])[1, 4, 4, 4]],
        [new AlexNet3d { EmbeddingDimension = 3 }, (long[])[2, 33, 33, 33]],
        [new AlexNet3d { EmbeddingDimension = null }, (long[])[1, 33, 33, 33]],
        [new VisionTransformer3d { PatchSize = 2, EmbeddingDimension = 6, Depth = 3, NumberOfHeads = 2 }, (long[])[2, 4, 2, 6]],
        [new VisionTransformer3d { PatchSize = 2, EmbeddingDimension = 6, Positions = PositionEncoding.SineCosine,
            Pooling = TokenPooling.Mean },
            (long[])[1, 4, 2, 6]],
    ];

    [TestMethod]
    [DynamicData(nameof(Encoders))]
    public void CountState_AnyEncoder_IsTheNumberOfValuesInItsState(Encoder encoder, long[] shape)
    {
        var inputShape = InputShape.Create(shape);
        using var module = encoder.CreateModule(inputShape);
        Assert.AreEqual((Int128?)module.state_dict().Values.Sum(tensor => tensor.numel()), encoder.CountState(inputShape));
    }

    [TestMethod]
    public void CountState_LargestWidths_DoNotOverflow()
    {
        var encoder = new MlpEncoder { HiddenDimensions = [int.MaxValue, int.MaxValue], EmbeddingDimension = int.MaxValue };
        Assert.IsGreaterThan((Int128)long.MaxValue, encoder.CountState([int.MaxValue])!.Value);
    }
}
