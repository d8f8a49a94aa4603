using Nidl.ML.Tests.Golden;
using static TorchSharp.torch;

namespace Nidl.ML.Tests.Encoders;

[TestClass]
public sealed class DenseNet3dTests
{
    private static readonly DenseNet3d s_small = new() { GrowthRate = 4, StemChannels = 8, EmbeddingDimension = 4 };

    private static readonly string[] s_finalNormalization =
        ["features.norm5.weight", "features.norm5.bias", "features.norm5.running_mean", "features.norm5.running_var"];

    private static GoldenBackbone Golden => GoldenBackbone.Of("DenseNet3d-121");

    [TestMethod]
    public void Forward_WithoutFinalNormalization_IsNidlsByStateNames() =>
        Golden.AssertIsThatOf(new DenseNet3d { FinalNormalization = false, EmbeddingDimension = 16 });

    [TestMethod]
    public void Forward_FinalNormalization_StandsBetweenTheLastBlockAndItsReLU()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var module = new DenseNet3d { EmbeddingDimension = 16 }.CreateModule(InputShape.Create(Golden.Input[1..]));
        CollectionAssert.AreEquivalent(Golden.StateNames.Concat(s_finalNormalization).ToArray(), GoldenBackbone.NamesOf(module));
        Golden.Fill(module);
        var state = module.state_dict();
        state["features.norm5.running_var"].fill_(1 - 1e-5); // with the epsilon of the normalization 1: it passes its input on
        using (var unchanged = module.call(Golden.CreateInput()))
            ModuleStates.AssertClose(Golden.Output, unchanged.Values(), 1e-8);
        state["features.norm5.bias"].fill_(-1e6); // the ReLU leaves nothing
        using var zero = module.call(Golden.CreateInput());
        ModuleStates.AssertClose(state["embedding.bias"].Values(), zero.Values(), 1e-12);
    }

    [TestMethod]
    [DataRow("6 12 24 16", false, 11_765_376L, 1024)]
    [DataRow("3 12 24 16", false, 11_109_072L, 1012)]
    [DataRow("6 12 24 16", true, 11_765_376L + 2 * 1024, 1024)]
    public void ParameterCount_OfModule_IsNidls(string layers, bool hasFinalNormalization, long parameters, int channels)
    {
        var encoder = new DenseNet3d { LayersPerBlock = Layers(layers), FinalNormalization = hasFinalNormalization };
        using var module = encoder.CreateModule([1, 32, 32, 32]);
        Assert.AreEqual(parameters, module.ParameterCount());
        Assert.AreEqual(channels, (encoder with { EmbeddingDimension = null }).GetEmbeddingDimension([1, 32, 32, 32]));
    }

    [TestMethod]
    public void Initialization_OfModule_IsHesOverTheFanIn()
    {
        using var module = DefaultGenerator.Lend(1, () => new DenseNet3d { LayersPerBlock = [4] }.CreateModule([1, 8, 8, 8]));
        var state = module.state_dict();
        Moments.AssertNormal(Math.Sqrt(2.0 / 343), state["features.conv0.weight"].Values()); // 21,952 draws
        Moments.AssertNormal(Math.Sqrt(2.0 / (128 * 27)), state["features.denseblock1.denselayer2.conv2.weight"].Values()); // 110,592 draws
        Moments.AssertUniform(1 / Math.Sqrt(192), state["embedding.weight"].Values()); // 98,304 draws
        Assert.IsTrue(state["embedding.bias"].Values().All(value => value == 0));
        Assert.IsTrue(state["features.norm5.weight"].Values().All(value => value == 1));
        Assert.IsTrue(state["features.norm5.bias"].Values().All(value => value == 0));
    }

    [TestMethod]
    [DataRow("1", 1L)]
    [DataRow("1 1", 5L)]
    [DataRow("1 1 1 1", 29L)]
    public void CheckInputShape_SmallestSide_IsEncodedAndASmallerOneRefused(string layers, long side)
    {
        using var scope = NewDisposeScope();
        var encoder = s_small with { LayersPerBlock = Layers(layers) };
        using var module = encoder.CreateModule([1, side, side + 1, side]);
        module.eval();
        CollectionAssert.AreEqual(new long[] { 2, 4 }, module.call(rand([2, 1, side, side + 1, side])).shape);
        if (side > 1)
            Error.Is<ArgumentException>(
                $"DenseNet3d of {encoder.LayersPerBlock.Count} blocks needs rows of shape (channels, depth, height, width) of at least "
                    + $"{side} voxels a side, but (1, {side}, {side}, {side - 1}) was given. (Parameter 'inputShape')",
                () => encoder.CreateModule([1, side, side, side - 1]));
    }

    [TestMethod]
    public void Options_Values_HaveDefaultsAndAreChecked()
    {
        var encoder = new DenseNet3d();
        Assert.AreEqual((32, 64), (encoder.GrowthRate, encoder.StemChannels));
        Assert.AreEqual((true, (int?)512), (encoder.FinalNormalization, encoder.EmbeddingDimension));
        CollectionAssert.AreEqual(new[] { 6, 12, 24, 16 }, encoder.LayersPerBlock.ToArray());
        Error.Is<ArgumentException>(
            "LayersPerBlock must have from 1 to 8 blocks of at most 256 layers, but [] was given. (Parameter 'LayersPerBlock')",
            () => new DenseNet3d { LayersPerBlock = [] });
        Assert.ThrowsExactly<ArgumentException>(() => new DenseNet3d { LayersPerBlock = [257] });
        Assert.ThrowsExactly<ArgumentException>(() => new DenseNet3d { LayersPerBlock = [1, 1, 1, 1, 1, 1, 1, 1, 1] });
        Assert.ThrowsExactly<ArgumentNullException>(() => new DenseNet3d { LayersPerBlock = null! });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DenseNet3d { GrowthRate = 1025 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DenseNet3d { StemChannels = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new DenseNet3d { EmbeddingDimension = 0 });
    }

    private static int[] Layers(string layers) => layers.Split(' ').Select(int.Parse).ToArray();
}
