using Nidl.ML.Tests.Golden;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class AlexNet3dTests
{
    [TestMethod]
    public void Forward_Evaluation_IsNidlsByStateNames() =>
        GoldenBackbone.Of("AlexNet3d").AssertIsThatOf(new AlexNet3d { EmbeddingDimension = 16 });

    [TestMethod]
    [DataRow(1L, 128, 2_570_240L)]
    [DataRow(2L, 10, 2_563_018L)]
    public void ParameterCount_OfModule_IsNidls(long channels, int dimension, long parameters)
    {
        using var module = new AlexNet3d { EmbeddingDimension = dimension }.CreateModule([channels, 33, 33, 33]);
        Assert.AreEqual(parameters, module.ParameterCount());
    }

    [TestMethod]
    public void Initialization_OfModule_IsUniformByTheFanIn()
    {
        using var module = DefaultGenerator.Lend(1, () => new AlexNet3d().CreateModule([1, 33, 33, 33]));
        var state = module.state_dict();
        var bound = 1 / Math.Sqrt(128 * 27);
        Moments.AssertUniform(bound, state["features.8.weight"].Values()); // 663,552 draws
        Moments.AssertUniform(1 / Math.Sqrt(128), state["regressor.weight"].Values()); // 16,384 draws
        Assert.IsTrue(state["features.9.weight"].Values().All(value => value == 1));
        Assert.IsTrue(state["features.9.bias"].Values().All(value => value == 0));
    }

    [TestMethod]
    public void CheckInputShape_SmallestSide_IsEncodedAndASmallerOneRefused()
    {
        using var scope = NewDisposeScope();
        var encoder = new AlexNet3d { EmbeddingDimension = null };
        using var module = encoder.CreateModule([1, 33, 34, 40]);
        module.eval();
        CollectionAssert.AreEqual(new long[] { 1, 128 }, module.call(rand([1, 1, 33, 34, 40])).shape);
        Error.Is<ArgumentException>(
            "AlexNet3d needs rows of shape (channels, depth, height, width) of at least 33 voxels a side, but (1, 33, 32, 33) was given. "
                + "(Parameter 'inputShape')",
            () => encoder.CreateModule([1, 33, 32, 33]));
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        Assert.AreEqual(128, new AlexNet3d().EmbeddingDimension);
        Assert.AreEqual(128, new AlexNet3d { EmbeddingDimension = null }.GetEmbeddingDimension([1, 33, 33, 33]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new AlexNet3d { EmbeddingDimension = 0 });
    }
}
