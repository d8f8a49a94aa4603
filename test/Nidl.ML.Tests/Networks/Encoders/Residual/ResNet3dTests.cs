using Nidl.ML.Tests.Golden;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class ResNet3dTests
{
    [TestMethod]
    [DataRow("ResNet3d-18", 18, 7)]
    [DataRow("ResNet3d-50", 50, 7)]
    [DataRow("ResNet3d-18, in_channels 2, initial_kernel_size 3", 18, 3)]
    public void Forward_Evaluation_IsNidlsByStateNames(string name, int depth, int kernel)
    {
        var golden = GoldenBackbone.Of(name);
        golden.AssertIsThatOf(new ResNet3d { Depth = depth, InitialKernelSize = kernel, EmbeddingDimension = (int)golden.OutputShape[1] });
    }

    [TestMethod]
    [DataRow(18, 0, 22_080L, 64)]
    [DataRow(18, 1, 464_960L, 64)]
    [DataRow(18, 2, 2_022_720L, 128)]
    [DataRow(18, 3, 8_251_200L, 256)]
    [DataRow(50, 0, 22_080L, 64)]
    [DataRow(50, 1, 459_072L, 256)]
    [DataRow(50, 2, 2_858_304L, 512)]
    public void NumberOfStages_Fewer_HasTheParametersInUseAlone(int depth, int stages, long parameters, int dimension)
    {
        var encoder = new ResNet3d { Depth = depth, NumberOfStages = stages, EmbeddingDimension = null };
        using var module = encoder.CreateModule([1, 9, 8, 7]);
        Assert.AreEqual(parameters, module.ParameterCount());
        Assert.AreEqual(dimension, encoder.GetEmbeddingDimension([1, 9, 8, 7]));
        using var input = rand([2, 1, 9, 8, 7]);
        using var output = module.call(input);
        CollectionAssert.AreEqual(new long[] { 2, dimension }, output.shape);
    }

    [TestMethod]
    public void Initialization_OfModule_IsHesOverTheFanOutAndASmallLinearLayer()
    {
        using var module = DefaultGenerator.Lend(1, () => new ResNet3d { NumberOfStages = 2 }.CreateModule([1, 8, 8, 8]));
        var state = module.state_dict();
        Moments.AssertNormal(Math.Sqrt(2.0 / (128 * 27)), state["layer2.0.conv2.weight"].Values()); // 442,368 draws
        Moments.AssertNormal(0.01, state["embedding.weight"].Values()); // 65,536 draws: a standard error of 0.3 %
        Assert.IsTrue(state["embedding.bias"].Values().All(value => value == 0));
        Assert.IsTrue(state["layer2.0.bn1.weight"].Values().All(value => value == 1));
        Assert.IsTrue(state["layer2.0.bn1.bias"].Values().All(value => value == 0));
    }

    [TestMethod]
    public void CheckInputShape_NotAVolume_Throws()
    {
        var exception = Assert.ThrowsExactly<ArgumentException>(() => new ResNet3d().CreateModule([1, 8, 8]));
        Assert.AreEqual(
            "ResNet3d needs rows of shape (channels, depth, height, width), but (1, 8, 8) was given. (Parameter 'inputShape')",
            exception.Message);
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        var encoder = new ResNet3d();
        Assert.AreEqual(
            (18, 7, 4, (int?)512), (encoder.Depth, encoder.InitialKernelSize, encoder.NumberOfStages, encoder.EmbeddingDimension));
        AssertRange("Depth must be 18 or 50, but '34' was given.", () => new ResNet3d { Depth = 34 });
        AssertRange("InitialKernelSize must be odd and from 1 to 31, but 4 was given.", () => new ResNet3d { InitialKernelSize = 4 });
        AssertRange("NumberOfStages must be from 0 to 4, but '5' was given.", () => new ResNet3d { NumberOfStages = 5 });
        AssertRange("EmbeddingDimension must be at least 1, but '0' was given.", () => new ResNet3d { EmbeddingDimension = 0 });
    }

    private static void AssertRange(string message, Func<ResNet3d> create) =>
        Assert.StartsWith(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(create).Message);
}
