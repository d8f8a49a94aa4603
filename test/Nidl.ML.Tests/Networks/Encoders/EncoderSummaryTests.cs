using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class EncoderSummaryTests
{
    [TestMethod]
    public void Summary_Convolutions_ListsShapesAndParameters() =>
        Assert.AreEqual(
            """
            layer     type         output          parameters
            (input)                (N, 3, 28, 20)
            layers.0  Conv2d       (N, 8, 14, 10)         216
            layers.1  BatchNorm2d  (N, 8, 14, 10)          16
            layers.2  ReLU         (N, 8, 14, 10)           0
            layers.3  Conv2d       (N, 16, 7, 5)        1,152
            layers.4  BatchNorm2d  (N, 16, 7, 5)           32
            layers.5  ReLU         (N, 16, 7, 5)            0
            (total)                (N, 16)              1,416

            """.ReplaceLineEndings("\n"),
            new ConvNet2d { HiddenChannels = [8], Strides = [2, 2], EmbeddingDimension = 16 }.Summary([3, 28, 20]));

    [TestMethod]
    public void Summary_NetworkOfOneLayer_ListsIt()
    {
        var encoder = CustomEncoder.Register($"test {Guid.NewGuid()}", shape => nn.Linear(shape.Size, 2));
        Assert.AreEqual(
            """
            layer      type    output  parameters
            (input)            (N, 4)
            (encoder)  Linear  (N, 2)          10
            (total)            (N, 2)          10

            """.ReplaceLineEndings("\n"),
            encoder.Summary([4]));
    }

    [TestMethod]
    public void Summary_ResNet_ListsBlocksInOrder()
    {
        var lines = new ResNet2d { Width = 2 }.Summary([1, 8, 8]).Split('\n');
        StringAssert.StartsWith(lines[2], "conv1 ");
        StringAssert.StartsWith(lines[3], "bn1 ");
        StringAssert.StartsWith(lines[4], "layer1.0.conv1 ");
        Assert.Contains(
            line => line.StartsWith("layer2.0.downsample.0 ", StringComparison.Ordinal)
                && line.Contains("(N, 4, 4, 4)", StringComparison.Ordinal), lines);
    }

    [TestMethod]
    public void Summary_Dropout_NeedsNoRandomSource() =>
        Assert.Contains(
            "layers.2  SeededDropout  (N, 3)",
            new MlpEncoder { HiddenDimensions = [3], EmbeddingDimension = 2, Dropout = 0.5 }.Summary([4]));

    [TestMethod]
    public void Summary_ShapeThatDoesNotFit_Throws() =>
        Assert.ThrowsExactly<ArgumentException>(() => new ConvNet2d().Summary([28, 28]));
}
